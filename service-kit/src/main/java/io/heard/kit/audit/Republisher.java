package io.heard.kit.audit;

import io.heard.kit.outbox.Outbox;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends events to Kafka once more, from the ledger: each gets a pointer in the outbox again. In
 * order per aggregate; consumers ignore what they have seen.
 */
@ApplicationScoped
class Republisher {

  /** Live events must not wait behind those that are sent again. */
  private static final int FULL = 2_000;

  private static final int AGGREGATES_AT_ONCE = 100;

  private static final String POINT =
      "INSERT INTO outbox (bucket, topic, aggregate_id, sequence) SELECT ?, ?, l.aggregate_id, l.sequence FROM ledger l"
          + " WHERE l.aggregate_id = ? AND l.sequence > ? AND split_part(l.type, '.', 2) = ? AND NOT EXISTS ("
          + "SELECT 1 FROM outbox o WHERE o.bucket = ? AND o.aggregate_id = l.aggregate_id AND o.sequence = l.sequence)"
          + " ORDER BY l.sequence";

  @Inject Sql sql;
  @Inject AggregateRows aggregates;
  @Inject AuditSettings settings;
  @Inject Outbox outbox;
  @Inject Clock clock;

  /** Sends the events of an aggregate after a sequence again; how many there are. */
  @Transactional
  int resend(UUID aggregate, int after) {
    int events = 0;
    for (var kind : settings.kinds().entrySet()) {
      short bucket = Outbox.bucket(aggregate);
      events +=
          sql.update(
              POINT, bucket, kind.getValue().topic(), aggregate, after, kind.getKey(), bucket);
    }
    outbox.wakeAfterCommit();
    return events;
  }

  /** Notes that a range of aggregates is to be sent again. */
  UUID request(String kind, UUID from, UUID to, String by) {
    UUID id = Uuid7.at(clock.instant());
    sql.update(
        "INSERT INTO republication (id, kind, from_id, to_id, requested_by, requested_at) VALUES (?, ?, ?, ?, ?, ?)",
        id,
        kind,
        from,
        to,
        by,
        clock.instant());
    return id;
  }

  /** Goes on with the oldest request; true when there may be more to do at once. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  boolean proceed() {
    AuditApi.Republication open =
        sql.first(
                "SELECT * FROM republication WHERE finished_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
                Republisher::read)
            .orElse(null);
    if (open == null || full()) {
      return false;
    }
    UUID begin = open.after() == null ? before(open.from()) : open.after();
    AggregateRows.Page page = aggregates.after(begin, AGGREGATES_AT_ONCE);
    int events = 0;
    var heads = aggregates.heads(page.ids());
    for (UUID id : page.ids()) {
      AggregateRows.Row head = heads.get(id);
      boolean wanted =
          id.toString().compareTo(open.to().toString()) <= 0
              && head != null
              && (open.kind() == null || open.kind().equals(head.kind()));
      events += wanted ? resend(id, 0) : 0;
    }
    boolean done = page.isLast() || page.last().toString().compareTo(open.to().toString()) >= 0;
    sql.update(
        "UPDATE republication SET after_id = ?, events = events + ?, finished_at = ? WHERE id = ?",
        page.last(),
        events,
        done ? clock.instant() : null,
        open.id());
    return true;
  }

  private boolean full() {
    return sql.number("SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT ?) AS waiting", FULL)
        >= FULL;
  }

  /** The id right before, so that walking begins with this one. */
  private static UUID before(UUID id) {
    long low = id.getLeastSignificantBits() - 1;
    long high = id.getMostSignificantBits();
    if (id.equals(Sql.LOWEST)) {
      return id;
    }
    return new UUID(id.getLeastSignificantBits() == 0 ? high - 1 : high, low);
  }

  Optional<AuditApi.Republication> get(UUID id) {
    return sql.first("SELECT * FROM republication WHERE id = ?", Republisher::read, id);
  }

  private static AuditApi.Republication read(ResultSet row) throws SQLException {
    return new AuditApi.Republication(
        row.getObject("id", UUID.class),
        row.getString("kind"),
        row.getObject("from_id", UUID.class),
        row.getObject("to_id", UUID.class),
        row.getString("requested_by"),
        Sql.instant(row, "requested_at"),
        Sql.instant(row, "finished_at"),
        row.getLong("events"),
        row.getObject("after_id", UUID.class));
  }
}
