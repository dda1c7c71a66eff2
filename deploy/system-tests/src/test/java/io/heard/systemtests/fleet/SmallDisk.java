package io.heard.systemtests.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A tmpfs of its own, as only root may have it, filled up to the last byte by a file of ballast.
 */
final class SmallDisk implements Disk {
  private static final int MEGABYTES = 768;
  private static final int PIECE = 1 << 20;

  private final Path directory;
  private final Path ballast;

  private SmallDisk(Path directory) {
    this.directory = directory;
    this.ballast = directory.resolve("ballast");
  }

  /**
   * @return empty where this user may not mount anything
   */
  static Optional<SmallDisk> mount(Path directory) throws IOException, InterruptedException {
    boolean mounted =
        run(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            "mode=700,size=" + MEGABYTES + "m",
            "heard-faults",
            directory.toString());
    return mounted ? Optional.of(new SmallDisk(directory)) : Optional.empty();
  }

  @Override
  public void fill() throws IOException {
    try (FileChannel channel =
        FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      int size = PIECE;
      while (size > 0) {
        size = written(channel, size) ? size : size / 2;
      }
    }
  }

  /** A file system says that it is full by an error, and may have taken a part before. */
  private boolean written(FileChannel channel, int size) throws IOException {
    try {
      return channel.write(ByteBuffer.allocate(size)) > 0;
    } catch (IOException e) {
      FileStore store = Files.getFileStore(directory);
      if (store.getUnallocatedSpace() > PIECE) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  /** Lazily: whoever still has a file open may finish. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (!run("umount", "--lazy", directory.toString())) {
      throw new IOException("Cannot unmount " + directory);
    }
  }

  @Override
  public String toString() {
    return "a tmpfs of " + MEGABYTES + " MiB";
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}
