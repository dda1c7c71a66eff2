package io.heard.tickets.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.kit.json.StrictJson;
import io.heard.kit.ledger.Origin;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Passing;
import io.heard.kit.problem.Problem;
import io.heard.tickets.intake.ImportApi.Format;
import io.heard.tickets.intake.ImportApi.RowError;
import io.heard.tickets.ticket.Intake;
import io.heard.tickets.ticket.TicketApi.NewTicket;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Logs the rows of imported files, one transaction a row: the lock of the row, its ticket and its
 * result. So a row is logged once, however many replicas work and whichever of them is killed.
 */
@ApplicationScoped
public class ImportWorker {

  private static final Logger LOG = Logger.getLogger(ImportWorker.class);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);

  private static final Duration AFTER_AN_OUTAGE = Duration.ofSeconds(1);

  private final Semaphore stop = new Semaphore(0);
  private final Semaphore alarm = new Semaphore(0);

  @Inject Imports imports;
  @Inject Intake intake;
  @Inject ImportSettings settings;
  @Inject StrictJson strict;
  @Inject ObjectMapper json;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;
  @Inject Heartbeats heartbeats;

  private Thread thread;
  private Pulse pulse;

  void start(@Observes StartupEvent event) {
    pulse = heartbeats.watch("imports");
    thread = new Thread(this::run, "imports");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stop.release();
    alarm.release();
    thread.join(5_000);
  }

  /** There is something to do. */
  void wake() {
    alarm.release();
  }

  private void run() {
    try {
      while (!stop.tryAcquire()) {
        try {
          boolean more = round();
          pulse.beat();
          if (!more) {
            await(settings.every());
          }
        } catch (RuntimeException e) {
          LOG.warnf("The import stands still and is tried again: %s", e.toString());
          await(AFTER_AN_OUTAGE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(Duration atMost) throws InterruptedException {
    if (alarm.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      alarm.drainPermits();
    }
  }

  /** Logs one row; false when there is none to be logged. */
  boolean round() {
    AtomicReference<Imports.Claimed> inHand = new AtomicReference<>();
    try {
      return QuarkusTransaction.requiringNew().call(() -> logOne(inHand));
    } catch (Problem refused) {
      imports.failed(inHand.get(), errors(inHand.get().format(), refused));
      count("failed");
      return true;
    } catch (RuntimeException e) {
      if (inHand.get() == null || Passing.isContention(e) || Passing.isOutage(e)) {
        throw e;
      }
      giveUpOrPostpone(inHand.get(), e);
      return true;
    }
  }

  private boolean logOne(AtomicReference<Imports.Claimed> inHand) {
    Optional<Imports.Claimed> next = imports.claim(clock.instant());
    if (next.isEmpty()) {
      return false;
    }
    Imports.Claimed row = next.get();
    inHand.set(row);
    NewTicket demand = (NewTicket) strict.read(body(row), NewTicket.class);
    Origin origin = new Origin(row.caller().name(), row.requestId(), null);
    imports.done(row, intake.logWithin(demand, row.caller(), origin));
    count("done");
    return true;
  }

  private byte[] body(Imports.Claimed row) {
    if (row.format() == Format.NDJSON) {
      return row.source().getBytes(StandardCharsets.UTF_8);
    }
    try {
      Map<String, String> cells = json.readValue(row.source(), new TypeReference<>() {});
      return ImportFile.demand(cells, json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void giveUpOrPostpone(Imports.Claimed row, RuntimeException e) {
    if (row.attempts() + 1 >= settings.attempts()) {
      LOG.errorf(e, "Row %d of import %s cannot be logged", row.row(), row.importId());
      imports.failed(
          row, List.of(new RowError(null, "internal-error", "Something went wrong on our side.")));
      count("failed");
    } else {
      LOG.warnf(e, "Row %d of import %s is tried again", row.row(), row.importId());
      imports.postpone(row, clock.instant().plus(AFTER_A_FAILURE));
    }
  }

  private static List<RowError> errors(Format format, Problem refused) {
    if (refused.errors().isEmpty()) {
      return List.of(new RowError(null, refused.code(), refused.getMessage()));
    }
    return refused.errors().stream()
        .map(error -> new RowError(column(format, error), error.code(), error.message()))
        .toList();
  }

  /** {@code /customer/phone} is column {@code customer.phone}; a place in a list its column. */
  private static String column(Format format, FieldError error) {
    if (error.pointer().isEmpty()) {
      return null;
    }
    String path =
        error.pointer().substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
    return format == Format.CSV && path.startsWith(ImportFile.Columns.TAGS + ".")
        ? ImportFile.Columns.TAGS
        : path;
  }

  private void count(String result) {
    metrics.counter("heard.imports.rows", "result", result).increment();
  }
}
