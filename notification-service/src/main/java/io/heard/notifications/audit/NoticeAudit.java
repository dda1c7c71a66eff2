package io.heard.notifications.audit;

import io.heard.kit.audit.Check;
import io.heard.kit.audit.Finding;
import io.heard.kit.audit.Observation;
import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Each open alert has told somebody, or has a time at which it will: its ladder is not forgotten,
 * and what its ladder has told is there as a delivery.
 */
@ApplicationScoped
class NoticeAudit implements Check {

  static final String LADDER_STUCK = "LADDER_STUCK";
  static final String NOTICE_MISSING = "NOTICE_MISSING";

  /** Deliveries are forgotten in time; alerts that are so old are left out. */
  private static final String LOOK =
      "SELECT a.book_id, bool_or(a.notices = 0 AND a.next_notice_at IS NULL) AS stuck,"
          + " bool_or(a.notices > 0 AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.alert_id = a.id AND d.occasion = a.occasion"
          + " AND d.step = a.step)) AS missing FROM alert a WHERE a.book_id = ANY (?::uuid[]) AND a.state = 'OPEN' AND NOT a.held"
          + " AND a.raised_at > now() - interval '30 days' GROUP BY a.book_id";

  /** The ladder goes on from the step it is on, and tells it anew. */
  private static final String AGAIN =
      "UPDATE alert a SET notices = 0, last_notice_at = NULL, next_notice_at = now() WHERE a.book_id = ? AND a.state = 'OPEN' AND NOT a.held"
          + " AND (a.notices = 0 AND a.next_notice_at IS NULL OR a.notices > 0 AND NOT EXISTS (SELECT 1 FROM delivery d"
          + " WHERE d.alert_id = a.id AND d.occasion = a.occasion AND d.step = a.step))";

  @Inject Sql sql;

  @Override
  public Set<String> kinds() {
    return Set.of(LADDER_STUCK, NOTICE_MISSING);
  }

  @Override
  public List<Observation> examine(Collection<UUID> aggregates) {
    List<Observation> seen = new ArrayList<>();
    sql.list(LOOK, row -> look(row, seen), aggregates);
    return seen;
  }

  private static boolean look(ResultSet row, List<Observation> seen) throws SQLException {
    UUID book = row.getObject("book_id", UUID.class);
    if (row.getBoolean("stuck")) {
      seen.add(Observation.of(LADDER_STUCK, book, "an open alert that nobody will be told of"));
    }
    if (row.getBoolean("missing")) {
      seen.add(Observation.of(NOTICE_MISSING, book, "an open alert without its deliveries"));
    }
    return true;
  }

  @Override
  public boolean repair(Finding finding) {
    UUID book = UUID.fromString(finding.about());
    // whoever changes an alert holds this lock
    sql.first("SELECT id FROM alert_book WHERE id = ? FOR UPDATE", row -> row.getString(1), book);
    return sql.update(AGAIN, book) > 0;
  }
}
