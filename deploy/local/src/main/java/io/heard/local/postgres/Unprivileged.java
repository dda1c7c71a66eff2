package io.heard.local.postgres;

import io.heard.local.Complaint;
import java.io.IOException;
import java.util.List;

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own it does not see that it does,
 * and needs neither another account nor a change of owner of its files.
 */
final class Unprivileged {
  private static final List<String> NAMESPACE = List.of("unshare", "-U");

  private Unprivileged() {}

  /** What to put before the command. {@code unshare} executes it in its place: the pid stays. */
  static List<String> prefix() {
    return isRoot() ? NAMESPACE : List.of();
  }

  static void check() throws IOException, InterruptedException {
    if (!isRoot()) {
      return;
    }
    Process trial =
        new ProcessBuilder("unshare", "-U", "true")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (trial.waitFor() != 0) {
      throw new Complaint(
          """
          PostgreSQL does not run as root, and this machine does not allow `unshare -U`, \
          by which Heard gets round that.
          Start ./run as an ordinary user (with --data DIR that this user may write).""");
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
