package io.heard.kit.audit;

import io.heard.kit.audit.Check.Look;
import io.heard.kit.audit.Finding.State;
import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.kit.journal.Batch;
import io.heard.kit.journal.Journal;
import io.heard.kit.journal.Sealing;
import io.heard.kit.load.Processors;
import io.heard.kit.problem.Passing;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Checks without end whether what must agree does. It follows the journal, so that its cost grows
 * with what changes, and goes slowly round everything besides. What looks wrong for longer than
 * things take is a finding: it is mended where that needs no guessing, and shouted about otherwise.
 * One replica does it at a time.
 */
@ApplicationScoped
public class Auditor {

  private static final Logger LOG = Logger.getLogger(Auditor.class);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final int AT_ONCE = 200;
  private static final int BATCHES_AT_ONCE = 8;
  private static final double SHARE = 0.25;

  private static final long BREATH_MILLIS = 1_000;

  /** Shorter than the lease. */
  private static final long LONGEST_REST_MILLIS = 10_000;

  private static final int REPAIRS = 3;
  private static final int NOW_AND_THEN = 10;

  /** What nobody has touched can wait: every step on the way round is a commit. */
  static final int WALK_EVERY = 5;

  /** A finding that could not be mended is tried again so many times the tolerance later. */
  private static final int MUCH_LATER = 20;

  @Inject Sealing sealing;
  @Inject Journal journal;
  @Inject Marks marks;
  @Inject Sql sql;
  @Inject AggregateRows aggregates;
  @Inject LedgerCheck ledgerCheck;
  @Inject JournalCheck journalCheck;
  @Inject Findings findings;
  @Inject Runs runs;
  @Inject Republisher republisher;
  @Inject Statements statements;
  @Inject AuditSettings settings;
  @Inject Heartbeats heartbeats;
  @Inject MeterRegistry metrics;
  @Inject Clock clock;
  @Inject Processors processors;
  @Inject @All List<Check> checks;

  private final Semaphore stop = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean leading;
  private volatile boolean wentWell;
  private volatile long broken;
  private UUID holder;
  private Pulse pulse;
  private long rounds;
  private UUID lookedAt = Sql.LOWEST;

  void start(@Observes @Priority(200) StartupEvent event) {
    holder = Uuid7.at(clock.instant());
    pulse = heartbeats.watch("audit");
    Gauge.builder("heard.audit.broken", this, auditor -> auditor.broken)
        .description("Findings that could not be mended; told by the replica that audits")
        .register(metrics);
    begin("audit", this::round, this::breathe);
    begin("audit-statements", this::tell, () -> {});
  }

  /** One round of work; true when there may be more at once. */
  @FunctionalInterface
  private interface Round {
    boolean work() throws InterruptedException;
  }

  private void begin(String name, Round round, Runnable breath) {
    Thread thread = new Thread(() -> run(name, round, breath), name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stop.release(threads.size());
    for (Thread thread : threads) {
      thread.join(3_000);
      thread.interrupt();
    }
    try {
      marks.release(holder);
    } catch (RuntimeException e) {
      LOG.infof("The lease of the audit is left to run out: %s", e.getMessage());
    }
  }

  /**
   * At a steady pace, and never for more than a quarter of the time; while the machine is busy with
   * what people wait for, for a small share of it.
   */
  private void run(String name, Round round, Runnable breath) {
    long pause = settings.every().toMillis();
    try {
      while (!rests(pause, breath)) {
        long begun = System.nanoTime();
        boolean more = false;
        try {
          more = round.work();
        } catch (RuntimeException e) {
          LOG.warnf("%s failed and goes on: %s", name, e.toString());
        }
        double took = (System.nanoTime() - begun) / 1e6;
        long rest = Math.min(LONGEST_REST_MILLIS, Processors.restMillis(took, share()));
        pause = more ? rest + 1 : Math.max(settings.every().toMillis(), rest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True when it is time to stop. */
  private boolean rests(long millis, Runnable breath) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      if (stop.tryAcquire(Math.min(left, BREATH_MILLIS), TimeUnit.MILLISECONDS)) {
        return true;
      }
      breath.run();
    }
    return false;
  }

  /** To rest after a round that went well is no silence. */
  private void breathe() {
    if (wentWell) {
      pulse.beat();
    }
  }

  /** Of one processor. */
  private double share() {
    return processors.busy()
        ? Math.min(SHARE, settings.shareWhenBusy() * Runtime.getRuntime().availableProcessors())
        : SHARE;
  }

  private int batchesAtOnce() {
    return processors.busy() ? 1 : BATCHES_AT_ONCE;
  }

  private boolean tell() throws InterruptedException {
    return leading && statements.tell();
  }

  private boolean round() {
    wentWell = false;
    leading = marks.lease(holder, LEASE);
    if (!leading) {
      broken = 0;
      sealing.leave();
      return false;
    }
    boolean more = seal();
    more |= follow();
    more |= goThrough();
    more |= republisher.proceed();
    if (rounds % WALK_EVERY == 0) {
      goRound();
    }
    lookAgain();
    if (rounds++ % NOW_AND_THEN == 0) {
      checks.forEach(check -> findings.observe(check.atLarge()));
      index();
      findings.forget(settings.keep());
    }
    wentWell = true;
    pulse.beat();
    return more;
  }

  /** A vacuum of the ledger holds the same lock, and does the same. */
  private void index() {
    try {
      sealing.index();
    } catch (RuntimeException e) {
      LOG.debugf("The index of transactions is brought up to date later: %s", e.getMessage());
    }
  }

  private boolean seal() {
    boolean more = true;
    for (int i = 0; more && i < batchesAtOnce(); i++) {
      more = sealing.seal();
    }
    more |= sealing.sealHistory();
    return more;
  }

  /** What the journal says has changed. */
  private boolean follow() {
    int most = batchesAtOnce();
    List<Batch> batches = journal.after(marks.number("examined"), most);
    for (Batch batch : batches) {
      List<UUID> changed = new ArrayList<>();
      List<Integer> first = new ArrayList<>();
      sql.list(
          "SELECT aggregate_id, min(sequence) FROM journal_leaf WHERE batch = ? GROUP BY 1",
          row -> changed.add(row.getObject(1, UUID.class)) && first.add(row.getInt(2)),
          batch.number());
      Collection<UUID> suspicious = ledgerCheck.suspicious(changed, first);
      if (!suspicious.isEmpty()) {
        findings.observe(ledgerCheck.examine(suspicious));
      }
      for (Check check : checks) {
        if (!check.kinds().contains(LedgerCheck.ENTRY_CHANGED)) {
          findings.observe(check.examine(changed));
        }
      }
      marks.set("examined", batch.number());
    }
    return batches.size() == most;
  }

  /** Some more of everything, changed or not. */
  private void goRound() {
    AggregateRows.Page page = aggregates.after(marks.id("round"), settings.walk());
    examine(page.ids());
    marks.set("round", page.isLast() ? Sql.LOWEST : page.last());
    int after = marks.number("round of batches");
    List<Batch> batches = journal.after(after, 1);
    findings.observe(journalCheck.examine(after, batches));
    marks.set("round of batches", batches.isEmpty() ? 0 : batches.get(0).number());
  }

  private int examine(List<UUID> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    int seen = 0;
    for (Check check : checks) {
      List<Observation> observations = check.examine(ids);
      findings.observe(observations);
      seen += observations.size();
    }
    return seen;
  }

  /** The next part of a full run. */
  private boolean goThrough() {
    AuditApi.Run run = runs.open().orElse(null);
    if (run == null) {
      return false;
    }
    if (!run.after().equals(Sql.HIGHEST)) {
      AggregateRows.Page page = aggregates.after(run.after(), AT_ONCE);
      runs.aggregates(run, page, examine(page.ids()));
      return true;
    }
    List<Batch> batches = journal.after(run.afterBatch(), Journal.PAGE);
    List<Observation> seen = journalCheck.examine(run.afterBatch(), batches);
    findings.observe(seen);
    int last = batches.isEmpty() ? run.afterBatch() : batches.get(batches.size() - 1).number();
    runs.batches(run, last, seen.size(), batches.size() < Journal.PAGE);
    return batches.size() == Journal.PAGE;
  }

  private void lookAgain() {
    List<Finding> live = findings.live(lookedAt, AT_ONCE);
    lookedAt = live.size() == AT_ONCE ? live.get(live.size() - 1).id() : Sql.LOWEST;
    for (Finding finding : live) {
      checks.stream()
          .filter(check -> check.kinds().contains(finding.kind()))
          .findFirst()
          .ifPresent(check -> lookAgain(check, finding));
    }
    broken = findings.counts().getOrDefault(State.BROKEN, 0L);
  }

  private void lookAgain(Check check, Finding finding) {
    Look look = check.again(finding);
    if (look == Look.RIGHT) {
      findings.over(finding);
      if (finding.state() == State.BROKEN || finding.state() == State.REPAIRING) {
        LOG.infof("%s of %s is right again", finding.kind(), finding.about());
      }
    }
    if (look != Look.STILL_WRONG || finding.state() == State.ACCEPTED) {
      return;
    }
    Duration patience =
        finding.state() == State.BROKEN
            ? settings.tolerance().multipliedBy(MUCH_LATER)
            : settings.tolerance();
    if (findings.lasts(finding, patience)) {
      act(check, finding);
    }
  }

  private void act(Check check, Finding finding) {
    boolean mayBeMended = finding.state() == State.BROKEN || finding.repairs() < REPAIRS;
    if (mayBeMended && mend(check, finding)) {
      LOG.warnf("%s of %s: %s; mended", finding.kind(), finding.about(), finding.detail());
      metrics.counter("heard.audit.repairs", "kind", finding.kind()).increment();
      findings.turn(
          finding, finding.state() == State.BROKEN ? State.BROKEN : State.REPAIRING, true);
    } else if (findings.turn(finding, State.BROKEN, false) && finding.state() != State.BROKEN) {
      LOG.errorf("%s of %s: %s", finding.kind(), finding.about(), finding.detail());
      metrics.counter("heard.audit.findings", "kind", finding.kind()).increment();
    }
  }

  /** One that cannot be mended must not keep the others from being looked at. */
  private static boolean mend(Check check, Finding finding) {
    try {
      return QuarkusTransaction.requiringNew().call(() -> check.repair(finding));
    } catch (RuntimeException e) {
      if (Passing.isOutage(e) || Passing.isContention(e)) {
        throw e;
      }
      LOG.errorf(e, "%s of %s cannot be mended", finding.kind(), finding.about());
      return false;
    }
  }
}
