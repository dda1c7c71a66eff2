package io.heard.tickets.follow;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.kit.load.Processors;
import io.heard.kit.problem.Passing;
import io.heard.kit.sql.Sql;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Takes changed tickets to their followers, some in each transaction, in which they are taken off
 * the list as well. The database itself puts every changed ticket on the list (a trigger), so none
 * is forgotten. One replica is at it at a time; a ticket that makes a follower fail is put aside
 * and tried again later, and holds up nobody.
 */
@ApplicationScoped
public class ChangedTickets {

  private static final Logger LOG = Logger.getLogger(ChangedTickets.class);
  private static final int BATCH = 200;
  private static final long ONE_AT_A_TIME = 0x68_65_61_72_64_66L;

  /** A first batch after a start on a loaded machine may take half a minute. */
  private static final long LONGEST_REST_MILLIS = 10_000;

  private static final Duration ASIDE = Duration.ofMinutes(1);

  private static final String TAKE =
      "DELETE FROM ticket_changed WHERE ctid = ANY (ARRAY (SELECT ctid FROM ticket_changed WHERE not_before <= ? LIMIT ?))"
          + " RETURNING ticket_id";

  private final Semaphore stop = new Semaphore(0);

  @Inject Sql sql;
  @All @Inject List<TicketFollower> followers;
  @Inject MeterRegistry metrics;
  @Inject Heartbeats heartbeats;
  @Inject Processors processors;
  @Inject Clock clock;

  @ConfigProperty(name = "heard.follow.every")
  Duration every;

  /** Of its time, while more than one batch waits and the machine is busy with logging. */
  @ConfigProperty(name = "heard.follow.share")
  double share;

  private volatile long behind;
  private Thread thread;
  private Pulse pulse;

  void start(@Observes StartupEvent event) {
    Gauge.builder("heard.follow.waiting", () -> behind)
        .description(
            "Changed tickets that were not yet followed when last looked; 10000 stands for more")
        .register(metrics);
    pulse = heartbeats.watch("follow");
    thread = new Thread(this::run, "follow");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stop.release();
    thread.join(5_000);
  }

  private void run() {
    long pause = every.toMillis();
    try {
      while (!stop.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
        try {
          long began = System.nanoTime();
          int taken = batch();
          double took = (System.nanoTime() - began) / 1e6;
          pause = taken < BATCH ? every.toMillis() : rest(took);
          pulse.beat();
        } catch (RuntimeException e) {
          LOG.warnf("Following changed tickets failed and is tried again: %s", e.toString());
          pause = 1_000;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long rest(double took) {
    return processors.busy() ? rest(took, share) : 1;
  }

  /** However slow a batch was, the next one comes before somebody misses what has changed. */
  static long rest(double tookMillis, double share) {
    return Math.min(LONGEST_REST_MILLIS, Processors.restMillis(tookMillis, share));
  }

  /** Some of them; how many there were. */
  int batch() {
    try {
      return QuarkusTransaction.requiringNew().call(this::follow);
    } catch (RuntimeException oneOfThem) {
      rethrowIfPassing(oneOfThem);
      LOG.warnf("A changed ticket cannot be followed; which one? %s", oneOfThem);
      return oneByOne();
    }
  }

  private int follow() {
    if (!mine()) {
      return 0;
    }
    List<UUID> taken = sql.list(TAKE, row -> row.getObject(1, UUID.class), clock.instant(), BATCH);
    if (!taken.isEmpty()) {
      List<UUID> tickets = List.copyOf(new LinkedHashSet<>(taken));
      followers.forEach(follower -> follower.changed(tickets));
    }
    behind = taken.size() < BATCH ? 0 : waitingAtMostTenThousand();
    return taken.size();
  }

  /** Makes followers wait until this transaction has ended, and this one until they are done. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void hold() {
    sql.list("SELECT pg_advisory_xact_lock(?)", row -> Boolean.TRUE, ONE_AT_A_TIME);
  }

  /** How many changes of tickets are still to be taken to their followers. */
  public long waiting() {
    return sql.number("SELECT count(*) FROM ticket_changed");
  }

  /** The same, but never counting long: after each of many batches. */
  private long waitingAtMostTenThousand() {
    return sql.number("SELECT count(*) FROM (SELECT 1 FROM ticket_changed LIMIT 10000) AS counted");
  }

  /** Whether this replica is the one; until the transaction ends. */
  private boolean mine() {
    return sql.first("SELECT pg_try_advisory_xact_lock(?)", row -> row.getBoolean(1), ONE_AT_A_TIME)
        .orElseThrow();
  }

  private int oneByOne() {
    List<UUID> tickets =
        sql.list(
            "SELECT DISTINCT ticket_id FROM (SELECT ticket_id FROM ticket_changed WHERE not_before <= ? LIMIT ?) AS some_tickets",
            row -> row.getObject(1, UUID.class),
            clock.instant(),
            BATCH);
    for (UUID ticket : tickets) {
      try {
        QuarkusTransaction.requiringNew().run(() -> followOne(ticket));
      } catch (RuntimeException e) {
        rethrowIfPassing(e);
        LOG.errorf(e, "Ticket %s cannot be followed", ticket);
        metrics.counter("heard.follow.failures").increment();
        sql.update(
            "UPDATE ticket_changed SET not_before = ?, attempts = least(attempts + 1, 32767) WHERE ticket_id = ?",
            clock.instant().plus(ASIDE),
            ticket);
      }
    }
    return tickets.size();
  }

  private void followOne(UUID ticket) {
    if (mine() && sql.update("DELETE FROM ticket_changed WHERE ticket_id = ?", ticket) > 0) {
      followers.forEach(follower -> follower.changed(List.of(ticket)));
    }
  }

  private static void rethrowIfPassing(RuntimeException e) {
    if (Passing.isOutage(e) || Passing.isContention(e)) {
      throw e;
    }
  }
}
