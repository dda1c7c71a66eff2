package io.heard.local.supervise;

import io.heard.local.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** One file a process, holding the pid of the process itself and nothing else. */
public final class PidFiles {
  private final Path directory;

  public PidFiles(Path directory) {
    this.directory = directory;
  }

  public void write(String name, long pid) throws IOException {
    PrivateFiles.directory(directory);
    PrivateFiles.replace(file(name), (pid + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  public Optional<Long> read(String name) throws IOException {
    try {
      return Optional.of(Long.parseLong(Files.readString(file(name)).strip()));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  public void remove(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  private Path file(String name) {
    return directory.resolve(name + ".pid");
  }
}
