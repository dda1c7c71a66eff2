package io.heard.local.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Keeps a log that is appended to over many runs from growing without end. */
final class LogFile {
  private static final long LARGE = 64L << 20;

  private LogFile() {}

  /** Moves a large log aside as {@code name.log.1}, in place of the one that was there. */
  static void rotateIfLarge(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGE) {
      Path previous = log.resolveSibling(log.getFileName() + ".1");
      Files.move(log, previous, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
