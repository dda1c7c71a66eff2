package io.heard.tickets.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A content on its way to a reader. If it is not what was stored, by size and SHA-256, its last
 * bytes are not handed out: the reader's connection breaks off, and nobody takes a wrong or half
 * file for a good one.
 */
final class VerifiedContent extends FilterInputStream {

  private final long size;
  private final String sha256;
  private final MessageDigest digest = Digested.sha256();
  private long read;

  VerifiedContent(InputStream content, long size, String sha256) throws IOException {
    super(content);
    this.size = size;
    this.sha256 = sha256;
    if (size == 0) {
      verify();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (read == size) {
      return -1;
    }
    int taken = in.read(buffer, offset, (int) Math.min(length, size - read));
    if (taken < 0) {
      throw new IOException("The content ends after " + read + " of " + size + " bytes");
    }
    digest.update(buffer, offset, taken);
    read += taken;
    if (read == size) {
      verify();
    }
    return taken;
  }

  private void verify() throws IOException {
    if (in.read() >= 0) {
      throw new IOException("The content is longer than " + size + " bytes");
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      throw new IOException("The content has SHA-256 " + found + ", stored was " + sha256);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, 65_536)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
