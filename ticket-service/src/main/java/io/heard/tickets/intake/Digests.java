package io.heard.tickets.intake;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Fingerprints of what came in. */
public final class Digests {

  private static final int BUFFER = 65_536;

  private Digests() {}

  /** SHA-256 of the parts one after the other, in lower-case hexadecimal. */
  public static String sha256(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of all of a stream, in lower-case hexadecimal. */
  public static String sha256(InputStream content) throws IOException {
    MessageDigest digest = sha256();
    feed(digest, content);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Feeds a digest with all of a stream. */
  public static void feed(MessageDigest digest, InputStream content) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      digest.update(buffer, 0, read);
    }
  }

  /** A digest to be fed piece by piece. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
