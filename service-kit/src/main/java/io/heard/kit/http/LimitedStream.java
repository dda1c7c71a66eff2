package io.heard.kit.http;

import io.heard.kit.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Passes on so many bytes and refuses the next one. */
final class LimitedStream extends FilterInputStream {

  private final Supplier<Problem> refusal;
  private long left;

  LimitedStream(InputStream in, long most, Supplier<Problem> refusal) {
    super(in);
    this.left = most;
    this.refusal = refusal;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      count(1);
    }
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      count(read);
    }
    return read;
  }

  private void count(int read) {
    left -= read;
    if (left < 0) {
      throw refusal.get();
    }
  }
}
