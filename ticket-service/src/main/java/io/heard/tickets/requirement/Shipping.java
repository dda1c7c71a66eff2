package io.heard.tickets.requirement;

import io.heard.kit.problem.Passing;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Rounds;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sees to it that every customer who asked is told when a requirement has shipped: lays the duty on
 * the tickets behind it, some in each transaction, in which they are marked as well. So it can be
 * killed anywhere and lays it on each exactly once; replicas share the work by locking the marks. A
 * ticket that refuses holds up nobody: it is tried again later, and shown.
 */
@ApplicationScoped
public class Shipping {

  private static final Logger LOG = Logger.getLogger(Shipping.class);
  private static final int BATCH = 100;
  private static final Duration AGAIN = Duration.ofMinutes(1);

  @Inject Sql sql;
  @Inject Requirements requirements;
  @Inject RequirementTickets tickets;
  @Inject MeterRegistry metrics;
  @Inject Clock clock;

  private volatile boolean stopping;

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.requirements.every", defaultValue = "1s") Duration every) {
    rounds.every(every, "shipping", this::work);
  }

  /** Works off what there is. */
  void work() {
    List<UUID> shipped =
        sql.list(
            "SELECT id FROM requirement WHERE telling ORDER BY id", row -> Sql.uuid(row, "id"));
    for (UUID id : shipped) {
      try {
        while (!stopping && batch(id, BATCH) > 0) {
          // the next ones
        }
        finish(id);
      } catch (RuntimeException e) {
        LOG.warnf("Telling of requirement %s is interrupted and goes on in a moment: %s", id, e);
      }
    }
  }

  /** Some tickets; how many were done. */
  int batch(UUID id, int size) {
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                List<UUID> pending = pending(id, size);
                return pending.isEmpty() ? 0 : tickets.oweNews(requirements.get(id), pending);
              });
    } catch (RuntimeException e) {
      if (Passing.isOutage(e) || Passing.isContention(e)) {
        throw e;
      }
      return oneByOne(id, size);
    }
  }

  private List<UUID> pending(UUID id, int limit) {
    return sql.list(
        "SELECT ticket_id FROM requirement_ticket WHERE requirement_id = ? AND news IS NULL AND not_before <= ?"
            + " ORDER BY ticket_id LIMIT ? FOR UPDATE SKIP LOCKED",
        row -> Sql.uuid(row, "ticket_id"),
        id,
        clock.instant(),
        limit);
  }

  /** A transaction for each, to find out which of them it is. */
  private int oneByOne(UUID id, int size) {
    int done = 0;
    for (UUID ticket : QuarkusTransaction.requiringNew().call(() -> pending(id, size))) {
      try {
        done += QuarkusTransaction.requiringNew().call(() -> one(id, ticket));
      } catch (RuntimeException e) {
        if (Passing.isOutage(e) || Passing.isContention(e)) {
          throw e;
        }
        done++;
        putAside(id, ticket, root(e));
      }
    }
    return done;
  }

  private int one(UUID id, UUID ticket) {
    List<UUID> still =
        sql.list(
            "SELECT ticket_id FROM requirement_ticket WHERE requirement_id = ? AND ticket_id = ? AND news IS NULL FOR UPDATE SKIP LOCKED",
            row -> Sql.uuid(row, "ticket_id"),
            id,
            ticket);
    return still.isEmpty() ? 0 : tickets.oweNews(requirements.get(id), still);
  }

  private void putAside(UUID id, UUID ticket, String why) {
    LOG.errorf("Ticket %s cannot be told of requirement %s: %s", ticket, id, why);
    metrics.counter("heard.requirements.failures").increment();
    sql.update(
        "UPDATE requirement_ticket SET attempts = least(attempts + 1, 32767), not_before = ?, error = ?"
            + " WHERE requirement_id = ? AND ticket_id = ?",
        clock.instant().plus(AGAIN),
        why,
        id,
        ticket);
  }

  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  /**
   * Every ticket behind it has its duty: nothing is left to do, unless more are put behind it. The
   * lock comes in a statement of its own, so that the next one sees what was put there meanwhile.
   */
  private void finish(UUID id) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              requirements.lock(id);
              sql.update(
                  "UPDATE requirement r SET telling = false WHERE r.id = ? AND NOT EXISTS"
                      + " (SELECT FROM requirement_ticket rt WHERE rt.requirement_id = r.id AND rt.news IS NULL)",
                  id);
            });
  }
}
