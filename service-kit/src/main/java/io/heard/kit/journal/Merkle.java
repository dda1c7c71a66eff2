package io.heard.kit.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Merkle trees as in RFC 6962, section 2.1 (the same in RFC 9162): {@code leaf = SHA-256(0x00 ||
 * entry)}, {@code node = SHA-256(0x01 || left || right)}, the left side as large as a power of two
 * can be.
 */
final class Merkle {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private Merkle() {}

  /** Hash of the whole tree; of at least one entry. */
  static byte[] root(List<byte[]> entries) {
    if (entries.size() == 1) {
      return sha256(LEAF, entries.get(0), new byte[0]);
    }
    int left = leftSide(entries.size());
    return sha256(
        NODE, root(entries.subList(0, left)), root(entries.subList(left, entries.size())));
  }

  /** The hashes that lead from an entry to the root, from the leaf upwards. */
  static List<byte[]> path(int position, List<byte[]> entries) {
    if (entries.size() == 1) {
      return List.of();
    }
    int left = leftSide(entries.size());
    boolean inLeft = position < left;
    List<byte[]> path =
        new ArrayList<>(
            inLeft
                ? path(position, entries.subList(0, left))
                : path(position - left, entries.subList(left, entries.size())));
    path.add(inLeft ? root(entries.subList(left, entries.size())) : root(entries.subList(0, left)));
    return path;
  }

  /** The largest power of two below {@code size}. */
  private static int leftSide(int size) {
    return Integer.highestOneBit(size - 1);
  }

  private static byte[] sha256(byte prefix, byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(prefix);
      digest.update(first);
      return digest.digest(second);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
