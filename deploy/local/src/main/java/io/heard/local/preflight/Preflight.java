package io.heard.local.preflight;

import io.heard.local.Complaint;
import io.heard.local.PrivateFiles;
import io.heard.local.Settings;
import io.heard.local.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything that can be known to go wrong before anything is started. */
public final class Preflight {

  private Preflight() {}

  /** Makes the data directory if it is missing, and complains if it is not ours to write. */
  public static void checkData(Path data) {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new Complaint("./run works on Linux only: it brings Linux' PostgreSQL.");
    }
    try {
      PrivateFiles.directory(data);
    } catch (IOException e) {
      throw new Complaint(
          "Cannot make the data directory %s: %s. Choose another with --data DIR."
              .formatted(data, e),
          e);
    }
    if (!Files.isWritable(data)) {
      throw new Complaint(
          "User %2$s may not write to the data directory %1$s. Choose another with --data DIR."
              .formatted(data, System.getProperty("user.name")));
    }
  }

  /** To be called when nothing of our own runs any more. */
  public static void check(Settings settings) throws IOException, InterruptedException {
    DiskCheck.of(settings.data()).check();
    PostgresServer.check(settings);
    List<String> ports = PortCheck.problems(settings);
    if (!ports.isEmpty()) {
      throw new Complaint(String.join("\n", ports));
    }
  }
}
