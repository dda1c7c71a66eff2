package io.heard.systemtests.fleet;

import io.heard.local.supervise.ManagedProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL with a clock that can be made to jump in each of its databases. */
final class Postgres extends Replica {
  static final List<String> DATABASES = List.of("customers", "tickets", "notifications");

  private final ShiftedTime time;

  Postgres(ManagedProcess program, String name, ShiftedTime time) {
    super(program, name, List.of(), Map.of());
    this.time = time;
  }

  /** What comes last counts. The disk is small; passwords need no strength, and many log in. */
  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>(super.command());
    command.addAll(List.of("-c", "max_wal_size=256MB", "-c", "scram_iterations=1"));
    return command;
  }

  @Override
  public void firstAnswer() throws IOException {
    super.firstAnswer();
    try {
      for (String database : DATABASES) {
        time.install(database);
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
