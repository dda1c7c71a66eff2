package io.heard.kit.audit;

import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Full runs: requested by somebody, gone through page by page, through the end of any replica. */
@ApplicationScoped
class Runs {

  @Inject Sql sql;
  @Inject Clock clock;

  /** A new run, or the one that is waiting or under way already. */
  AuditApi.Run request(String by) {
    return open()
        .orElseGet(
            () -> {
              UUID id = Uuid7.at(clock.instant());
              sql.update(
                  "INSERT INTO audit_run (id, requested_by, requested_at) VALUES (?, ?, ?)",
                  id,
                  by,
                  clock.instant());
              return last().orElseThrow();
            });
  }

  Optional<AuditApi.Run> open() {
    return sql.first(
        "SELECT * FROM audit_run WHERE finished_at IS NULL ORDER BY id LIMIT 1", Runs::read);
  }

  Optional<AuditApi.Run> last() {
    return sql.first("SELECT * FROM audit_run ORDER BY id DESC LIMIT 1", Runs::read);
  }

  void aggregates(AuditApi.Run run, AggregateRows.Page page, int findings) {
    sql.update(
        "UPDATE audit_run SET after_id = ?, examined = examined + ?, findings = findings + ? WHERE id = ?",
        page.last(),
        page.ids().size(),
        findings,
        run.id());
  }

  void batches(AuditApi.Run run, int last, int findings, boolean done) {
    sql.update(
        "UPDATE audit_run SET after_batch = ?, findings = findings + ?, finished_at = ? WHERE id = ?",
        last,
        findings,
        done ? clock.instant() : null,
        run.id());
  }

  private static AuditApi.Run read(ResultSet row) throws SQLException {
    return new AuditApi.Run(
        row.getObject("id", UUID.class),
        row.getString("requested_by"),
        Sql.instant(row, "requested_at"),
        Sql.instant(row, "finished_at"),
        row.getLong("examined"),
        row.getLong("findings"),
        row.getObject("after_id", UUID.class),
        row.getInt("after_batch"));
  }
}
