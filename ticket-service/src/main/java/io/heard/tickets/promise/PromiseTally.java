package io.heard.tickets.promise;

import io.heard.kit.time.Rounds;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Counts what becomes of promises, by team, person and day (UTC). A deed adds a row of its own in
 * its transaction, so that no two deeds wait for each other or deadlock; the rows are folded into
 * the tally in the background, and reading adds up both.
 */
@ApplicationScoped
class PromiseTally {

  private static final String FOLD =
      "WITH taken AS (DELETE FROM promise_count WHERE id IN (SELECT id FROM promise_count ORDER BY id LIMIT 10000 FOR UPDATE SKIP LOCKED)"
          + " RETURNING *) INSERT INTO promise_tally AS t (person, team, day, made, kept, broken, kept_late, released)"
          + " SELECT person, team, day, count(*) FILTER (WHERE outcome = 'MADE'), count(*) FILTER (WHERE outcome = 'KEPT'),"
          + " count(*) FILTER (WHERE outcome = 'BROKEN'), count(*) FILTER (WHERE outcome = 'KEPT_LATE'),"
          + " count(*) FILTER (WHERE outcome = 'RELEASED') FROM taken GROUP BY person, team, day ORDER BY person, team, day"
          + " ON CONFLICT (day, person, team) DO UPDATE SET made = t.made + excluded.made, kept = t.kept + excluded.kept,"
          + " broken = t.broken + excluded.broken, kept_late = t.kept_late + excluded.kept_late,"
          + " released = t.released + excluded.released";

  @Inject EntityManager entities;

  /** What became of a promise; {@code BROKEN} and then {@code KEPT_LATE} when it was done late. */
  enum Outcome {
    MADE,
    KEPT,
    BROKEN,
    KEPT_LATE,
    RELEASED
  }

  /** What each row of the report is about. */
  enum By {
    TEAM("team", "part"),
    PERSON("person", "part"),
    TOTAL("CAST('total' AS text)", "part"),
    DAY("day", "CAST(part AS text)"),
    WEEK("day", "to_char(part, 'IYYY-\"W\"IW')"),
    MONTH("day", "to_char(part, 'YYYY-MM')");

    private final String part;
    private final String name;

    /**
     * @param part by which the tally is added up; there are many rows a day
     * @param name of what then are few
     */
    By(String part, String name) {
      this.part = part;
      this.name = name;
    }
  }

  /**
   * Which promises a report counts.
   *
   * @param from first day, {@code to} last day, both included
   * @param team of this team alone, null for all
   * @param person of this person alone, null for all
   */
  record Which(By by, LocalDate from, LocalDate to, String team, String person) {}

  /** Counts within the transaction of the deed. */
  @Transactional(Transactional.TxType.MANDATORY)
  void count(Promise promise, Outcome outcome, Instant at) {
    entities
        .createNativeQuery(
            "INSERT INTO promise_count (person, team, day, outcome) VALUES (?1, ?2, ?3, ?4)")
        .setParameter(1, promise.madeBy())
        .setParameter(2, promise.team() == null ? "" : promise.team())
        .setParameter(3, LocalDate.ofInstant(at, ZoneOffset.UTC))
        .setParameter(4, outcome.name())
        .executeUpdate();
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.promises.fold-every") Duration every) {
    rounds.every(every, "promise-tally", this::fold);
  }

  /** Works off what was counted since; replicas take different rows. */
  void fold() {
    QuarkusTransaction.requiringNew().run(() -> entities.createNativeQuery(FOLD).executeUpdate());
  }

  /** The rows of the report after a name (null for all), by name. */
  @SuppressWarnings("unchecked") // a native query without a result class gives rows
  List<Object[]> report(Which which, String after, int limit) {
    String name = which.by().name;
    String those =
        " WHERE day BETWEEN ?1 AND ?2 AND (CAST(?5 AS text) IS NULL OR team = ?5)"
            + " AND (CAST(?6 AS text) IS NULL OR person = ?6) GROUP BY 1";
    return entities
        .createNativeQuery(
            "SELECT "
                + name
                + ", sum(made), sum(kept), sum(broken), sum(kept_late), sum(released) FROM (SELECT "
                + which.by().part
                + " AS part, sum(made) AS made, sum(kept) AS kept, sum(broken) AS broken, sum(kept_late) AS kept_late,"
                + " sum(released) AS released FROM promise_tally"
                + those
                + " UNION ALL SELECT "
                + which.by().part
                + ", count(*) FILTER (WHERE outcome = 'MADE'), count(*) FILTER (WHERE outcome = 'KEPT'),"
                + " count(*) FILTER (WHERE outcome = 'BROKEN'), count(*) FILTER (WHERE outcome = 'KEPT_LATE'),"
                + " count(*) FILTER (WHERE outcome = 'RELEASED') FROM promise_count"
                + those
                + ") AS c WHERE CAST(?3 AS text) IS NULL OR "
                + name
                + " > ?3 GROUP BY 1 ORDER BY 1 LIMIT ?4")
        .setParameter(1, which.from())
        .setParameter(2, which.to())
        .setParameter(3, after)
        .setParameter(4, limit)
        .setParameter(5, which.team())
        .setParameter(6, which.person())
        .getResultList();
  }
}
