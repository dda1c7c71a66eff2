package io.heard.local.preflight;

import io.heard.local.Complaint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Whether the data directory can take what will be written. */
public final class DiskCheck {
  private static final int PROBE_BYTES = 1 << 20;
  private static final long MIB = 1L << 20;
  private static final long DEFAULT_MIB = 512;
  private static final String VARIABLE = "HEARD_MIN_FREE_MB";

  private final Path data;
  private final long neededMiB;

  public DiskCheck(Path data, long neededMiB) {
    this.data = data;
    this.neededMiB = neededMiB;
  }

  /** The limit is 512 MiB unless {@code HEARD_MIN_FREE_MB} says otherwise. */
  public static DiskCheck of(Path data) {
    String given = System.getenv(VARIABLE);
    return new DiskCheck(data, given == null ? DEFAULT_MIB : limit(given));
  }

  static long limit(String given) {
    try {
      return Long.parseLong(given);
    } catch (NumberFormatException e) {
      throw new Complaint(
          VARIABLE + " must be a whole number of MiB such as 512, not '" + given + "'.", e);
    }
  }

  /** What to tell if too little is left. */
  public Optional<String> tooLittle() throws IOException {
    long free = Files.getFileStore(data).getUsableSpace() / MIB;
    return free >= neededMiB
        ? Optional.empty()
        : Optional.of(
            "The disk is nearly full: %d MiB left for %s, at least %d MiB are needed. Free some,"
                    .formatted(free, data, neededMiB)
                + " or choose another --data DIR.");
  }

  /** Quotas and read-only file systems show only when something is written. */
  void check() throws IOException {
    Path probe = data.resolve(".write-probe");
    try (FileChannel channel =
        FileChannel.open(
            probe,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new Complaint(
          "Cannot write to %s: %s. Free some space, or choose another --data DIR."
              .formatted(data, e.getMessage()),
          e);
    } finally {
      Files.deleteIfExists(probe);
    }
    Optional<String> complaint = tooLittle();
    if (complaint.isPresent()) {
      throw new Complaint(complaint.get());
    }
  }
}
