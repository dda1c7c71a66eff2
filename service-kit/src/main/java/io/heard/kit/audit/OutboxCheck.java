package io.heard.kit.audit;

import io.heard.kit.outbox.Outbox;
import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Each event is published: what has been first in its queue for longer than events take, and what
 * the broker refused. One event a queue stands for all behind it.
 */
@ApplicationScoped
public class OutboxCheck implements Check {

  static final String NOT_PUBLISHED = "NOT_PUBLISHED";

  private static final String FIRST_OF_EACH =
      "SELECT w.aggregate_id, w.sequence FROM generate_series(0, ?) AS b CROSS JOIN LATERAL ("
          + "SELECT o.aggregate_id, o.sequence FROM outbox o WHERE o.bucket = b::smallint ORDER BY o.id LIMIT 1) w"
          + " UNION SELECT aggregate_id, sequence FROM (SELECT * FROM outbox WHERE parked_at IS NOT NULL LIMIT 100) p";

  @Inject Sql sql;

  @Override
  public Set<String> kinds() {
    return Set.of(NOT_PUBLISHED);
  }

  @Override
  public List<Observation> examine(Collection<UUID> aggregates) {
    return List.of();
  }

  @Override
  public List<Observation> atLarge() {
    return sql.list(
        FIRST_OF_EACH,
        row ->
            new Observation(
                NOT_PUBLISHED,
                row.getString(1),
                "the broker has not taken event " + row.getInt(2),
                row.getString(2)),
        Outbox.BUCKETS - 1);
  }

  @Override
  public Look again(Finding finding) {
    UUID aggregate = UUID.fromString(finding.about());
    boolean waits =
        sql.number(
                "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE bucket = ? AND aggregate_id = ? AND sequence <= ? LIMIT 1) AS waiting",
                Outbox.bucket(aggregate),
                aggregate,
                Integer.parseInt(finding.knowledge()))
            > 0;
    return waits ? Look.STILL_WRONG : Look.RIGHT;
  }
}
