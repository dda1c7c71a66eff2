package io.heard.tickets.attachment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Contents as files in a directory. A file has its name only once it is whole and on the disk, so
 * that a crash leaves a half one nowhere but under {@code incoming}.
 */
@ApplicationScoped
class DiskStore implements BlobStore {

  private static final String INCOMING = "incoming";
  private static final int HEX_OF_FOLDER = 2;

  @Inject AttachmentSettings settings;

  @Override
  public Kind kind() {
    return Kind.DISK;
  }

  @Override
  public boolean configured() {
    return settings.directory().isPresent();
  }

  private Path root() {
    return settings
        .directory()
        .orElseThrow(
            () -> new IllegalStateException("heard.attachments.directory is not configured"));
  }

  /** The last digits of a UUIDv7 are random: files spread evenly over 256 folders. */
  private Path file(UUID id) {
    String name = id.toString();
    return root().resolve(name.substring(name.length() - HEX_OF_FOLDER)).resolve(name);
  }

  /** Stores all of a stream without holding it in memory. When this returns it survives a crash. */
  void put(UUID id, InputStream content) throws IOException {
    Path incoming = Files.createDirectories(root().resolve(INCOMING)).resolve(id.toString());
    Path file = file(id);
    try {
      try (FileChannel channel =
          FileChannel.open(incoming, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.transferTo(Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.createDirectories(file.getParent());
      Files.move(incoming, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(incoming);
    }
    force(file.getParent());
    force(root());
  }

  /** That a file has a name is on the disk only once its folder is. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public InputStream open(UUID id) throws IOException {
    return Files.newInputStream(file(id));
  }

  @Override
  public void remove(UUID id) throws IOException {
    Files.deleteIfExists(file(id));
  }

  @Override
  public void olderThan(Instant time, Consumer<UUID> each) throws IOException {
    if (!Files.isDirectory(root())) {
      return;
    }
    try (Stream<Path> folders = Files.list(root())) {
      for (Path folder : (Iterable<Path>) folders.filter(Files::isDirectory)::iterator) {
        boolean incoming = folder.getFileName().toString().equals(INCOMING);
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : (Iterable<Path>) files::iterator) {
            if (isOlder(file, time)) {
              if (incoming) {
                Files.deleteIfExists(file);
              } else {
                BlobNames.id(file.getFileName().toString()).ifPresent(each);
              }
            }
          }
        }
      }
    }
  }

  private static boolean isOlder(Path file, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (NoSuchFileException removedJustNow) {
      return false;
    }
  }
}
