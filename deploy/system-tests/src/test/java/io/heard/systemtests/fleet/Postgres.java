package io.heard.systemtests.fleet;

import io.heard.local.supervise.ManagedProcess;
import java.io.IOException;
import java.sql.SQLException;
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
