package io.heard.tickets.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and digests what goes by. */
final class Digested extends DigestInputStream {

  private long size;

  Digested(InputStream content) {
    super(content, sha256());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    size += read >= 0 ? 1 : 0;
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    size += Math.max(0, read);
    return read;
  }

  /** Bytes so far. */
  long size() {
    return size;
  }

  /** Hexadecimal; once. */
  String digest() {
    return HexFormat.of().formatHex(getMessageDigest().digest());
  }
}
