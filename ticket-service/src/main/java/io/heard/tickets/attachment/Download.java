package io.heard.tickets.attachment;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A content on its way to a client. When it fails, the answer is broken off: left to itself, what
 * there was would be sent and ended as if it were all.
 */
final class Download extends FilterInputStream {

  private final HttpServerRequest request;

  Download(InputStream content, HttpServerRequest request) {
    super(content);
    this.request = request;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return in.read(buffer, offset, length);
    } catch (IOException | RuntimeException e) {
      breakOff();
      throw e;
    }
  }

  /** Before HTTP/2 by its line: a reset would tell nobody here that the answer has ended. */
  private void breakOff() {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close();
    }
  }
}
