package io.heard.kit.http;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A body that is not to be held in memory: written to disk as it comes. A resource method takes it
 * as its body parameter. It is gone when the request ends; after a crash nothing is left of it
 * either, because its file has no name any more.
 */
public final class Upload implements Closeable {

  private static final int BUFFER = 65_536;

  private final FileChannel file;
  private final long size;

  private Upload(FileChannel file, long size) {
    this.file = file;
    this.size = size;
  }

  /** Takes in all of a stream. */
  static Upload of(InputStream body) throws IOException {
    Path path = Files.createTempFile("heard-upload-", null);
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try {
      byte[] buffer = new byte[BUFFER];
      var out = Channels.newOutputStream(file);
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        out.write(buffer, 0, read);
      }
      return new Upload(file, file.size());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Bytes. */
  public long size() {
    return size;
  }

  /** Reads it from its beginning, as often as wanted. One reader at a time. */
  public InputStream open() {
    try {
      file.position(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FilterInputStream(Channels.newInputStream(file)) {
      @Override
      public void close() {
        // the file stays open until the request ends: its name is gone already
      }
    };
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
