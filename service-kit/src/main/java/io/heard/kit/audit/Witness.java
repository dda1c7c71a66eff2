package io.heard.kit.audit;

import io.heard.kit.audit.StatementApi.Statement;
import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Remembers what the journals of all services have been stated to be. A journal that goes back, as
 * after an older database was restored, or that says something else than before, is found out by
 * it, and stays so until somebody accepts it.
 */
@ApplicationScoped
public class Witness implements Check {

  static final String JOURNAL_WENT_BACK = "JOURNAL_WENT_BACK";
  static final String JOURNAL_CHANGED = "JOURNAL_CHANGED";

  /**
   * A few older statements may come all at once, from a replica that has lost its lease or had
   * hung.
   */
  private static final int TOO_OFTEN = 3;

  private static final String OLDER = "older ";
  private static final String OLDER_SINCE = "older since ";

  /**
   * Batches of each service that are remembered: at the pace of one a second, those of ten days. An
   * exported head shows what was rewritten before.
   */
  private static final int REMEMBERED = 1_000_000;

  @Inject Sql sql;
  @Inject Marks marks;
  @Inject Findings findings;
  @Inject AuditSettings settings;
  @Inject Clock clock;

  @Override
  public Set<String> kinds() {
    return Set.of(JOURNAL_WENT_BACK, JOURNAL_CHANGED);
  }

  @Override
  public List<Observation> examine(Collection<UUID> aggregates) {
    return List.of();
  }

  /** Compares a statement with those before it. */
  @Transactional
  public void hear(Statement statement) {
    String service = statement.service();
    oneAtATime(service);
    Optional<byte[]> known =
        sql.first(
            "SELECT digest FROM journal_witness WHERE service = ? AND number = ?",
            row -> row.getBytes(1),
            service,
            statement.number());
    int newest = newest(service);
    if (known.isPresent() && !HexFormat.of().formatHex(known.get()).equals(statement.digest())) {
      conflict(
          JOURNAL_CHANGED,
          service,
          "batch " + statement.number() + " of " + service + " has another digest than before");
    } else if (statement.complete() && statement.number() < newest) {
      if (isOlderForLong(service)) {
        conflict(
            JOURNAL_WENT_BACK,
            service,
            "the database of %s is older than what it has published: its journal ends with batch %d, batch %d was stated"
                .formatted(service, statement.number(), newest));
      }
    } else if (statement.number() >= newest) {
      trust(service);
    }
    if (known.isEmpty() && statement.number() > newest) {
      sql.update(
          "INSERT INTO journal_witness (service, number, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          service,
          statement.number(),
          HexFormat.of().parseHex(statement.digest()));
      sql.update(
          "DELETE FROM journal_witness WHERE service = ? AND number <= ?",
          service,
          statement.number() - REMEMBERED);
    }
  }

  /** Whether nothing but older statements has come for some time. */
  private boolean isOlderForLong(String service) {
    Instant now = clock.instant();
    int times = marks.number(OLDER + service) + 1;
    marks.set(OLDER + service, times);
    Instant since = marks.get(OLDER_SINCE + service).map(Instant::parse).orElse(now);
    marks.set(OLDER_SINCE + service, since);
    return times >= TOO_OFTEN && !now.isBefore(since.plus(settings.tolerance()));
  }

  private void trust(String service) {
    marks.remove(OLDER + service);
    marks.remove(OLDER_SINCE + service);
  }

  private int newest(String service) {
    return (int)
        sql.number(
            "SELECT coalesce(max(number), 0) FROM journal_witness WHERE service = ?", service);
  }

  /** What was accepted before is not this: it gets a finding of its own. */
  private void conflict(String kind, String service, String detail) {
    String mark = kind + " " + service;
    if (marks.get(mark).isEmpty()) {
      findings.over(kind, service);
    }
    marks.set(mark, detail);
    findings.observe(List.of(Observation.of(kind, service, detail)));
  }

  /**
   * A statement that is being compared with what somebody accepts away in that moment would bring
   * it back for ever.
   */
  private void oneAtATime(String service) {
    sql.lock("journal_witness " + service);
  }

  @Override
  public Look again(Finding finding) {
    return marks.get(finding.kind() + " " + finding.about()).isPresent()
        ? Look.STILL_WRONG
        : Look.RIGHT;
  }

  /** From now on the present journal counts. */
  @Override
  public void accepted(Finding finding) {
    String service = finding.about();
    oneAtATime(service);
    for (String kind : kinds()) {
      marks.remove(kind + " " + service);
    }
    trust(service);
    sql.update("DELETE FROM journal_witness WHERE service = ?", service);
  }
}
