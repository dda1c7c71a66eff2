package io.heard.kit.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.audit.StatementApi.Head;
import io.heard.kit.audit.StatementApi.Statement;
import io.heard.kit.audit.StatementApi.Wanted;
import io.heard.kit.journal.Batch;
import io.heard.kit.journal.Journal;
import io.heard.kit.journal.Sealing;
import io.heard.kit.relay.CloudEventHeaders;
import io.heard.kit.relay.EventProducer;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.quarkus.arc.All;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * States how far journal and aggregates have come: once for each batch, and on an endless round of
 * all aggregates, changed or not.
 */
@ApplicationScoped
class Statements {

  private static final Logger LOG = Logger.getLogger(Statements.class);
  private static final int BATCHES_AT_ONCE = 4;
  private static final int HEADS_AT_MOST = 500;
  private static final long PATIENCE_SECONDS = 10;

  private static final String OF_BATCH =
      "SELECT DISTINCT aggregate_id FROM journal_leaf WHERE batch = ?";

  @Inject Sql sql;
  @Inject Marks marks;
  @Inject Journal journal;
  @Inject Sealing sealing;
  @Inject AggregateRows aggregates;
  @Inject AuditSettings settings;
  @Inject EventProducer producers;
  @Inject ObjectMapper json;
  @Inject Clock clock;
  @Inject @All List<Claims> claims;

  @ConfigProperty(name = "quarkus.application.name")
  String service;

  @ConfigProperty(name = "heard.events.source")
  String source;

  private final AtomicInteger version = new AtomicInteger();
  private UUID process;
  private long rounds;

  @PostConstruct
  void begin() {
    process = Uuid7.at(clock.instant());
  }

  /** States what is new, and the next part of what is not; true when there is more that is new. */
  boolean tell() throws InterruptedException {
    int stated = marks.number("stated");
    List<Batch> batches = journal.after(stated, BATCHES_AT_ONCE + 1);
    boolean more = batches.size() > BATCHES_AT_ONCE;
    for (Batch batch : batches.subList(0, Math.min(batches.size(), BATCHES_AT_ONCE))) {
      List<UUID> changed = sql.list(OF_BATCH, row -> row.getObject(1, UUID.class), batch.number());
      for (int i = 0; i < changed.size(); i += HEADS_AT_MOST) {
        List<UUID> part = changed.subList(i, Math.min(i + HEADS_AT_MOST, changed.size()));
        state(batch, false, heads(part));
      }
      marks.set("stated", batch.number());
    }
    if (!more && rounds++ % Auditor.WALK_EVERY == 0) {
      goRound();
    }
    return more;
  }

  private void goRound() throws InterruptedException {
    Batch head = journal.head().orElse(null);
    if (head == null) {
      return;
    }
    AggregateRows.Page page = aggregates.after(marks.id("told"), settings.walk());
    boolean complete = sealing.caughtUp() && head.number() == marks.number("stated");
    state(head, complete, heads(page.ids()));
    marks.set("told", page.isLast() ? Sql.LOWEST : page.last());
  }

  private List<Head> heads(Collection<UUID> ids) {
    Map<UUID, AggregateRows.Row> known = aggregates.heads(ids);
    Map<UUID, Claims.State> states = new HashMap<>();
    for (Claims each : claims) {
      List<UUID> ofKind =
          known.entrySet().stream()
              .filter(entry -> entry.getValue().kind().equals(each.kind()))
              .map(Map.Entry::getKey)
              .toList();
      if (!ofKind.isEmpty()) {
        states.putAll(each.of(ofKind));
      }
    }
    List<Head> heads = new ArrayList<>();
    known.forEach(
        (id, row) -> {
          AuditSettings.Kind kind = settings.kinds().get(row.kind());
          if (kind != null) {
            Claims.State state = states.get(id);
            heads.add(
                new Head(
                    kind.topic(),
                    id,
                    state == null ? row.version() : state.version(),
                    state == null ? null : state.claims()));
          }
        });
    return heads;
  }

  private void state(Batch batch, boolean complete, List<Head> heads) throws InterruptedException {
    int number = version.incrementAndGet();
    send(
        StatementApi.STATED,
        number,
        new StatementApi.Stated(
            new Statement(
                process, number, service, batch.number(), batch.digest(), complete, heads)));
  }

  /**
   * Asks for the events of an aggregate after a sequence to be sent again. Waits for no broker: who
   * misses them still will ask again.
   */
  void want(String topic, UUID aggregate, int after) {
    int number = version.incrementAndGet();
    ProducerRecord<String, String> message =
        message(
            StatementApi.WANTED,
            number,
            new StatementApi.WantedData(
                new Wanted(process, number, topic, service, aggregate, after)));
    Future<RecordMetadata> notWaitedFor =
        producers
            .get()
            .send(
                message,
                (sent, failure) -> {
                  if (failure != null) {
                    LOG.warnf("Events of %s could not be asked for: %s", aggregate, failure);
                  }
                });
    LOG.debugf("Events of %s after %d are asked for: %s", aggregate, after, notWaitedFor);
  }

  private void send(String type, int number, Object data) throws InterruptedException {
    try {
      producers.get().send(message(type, number, data)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker does not take statements: " + e, e);
    }
  }

  /** By service and not by process: the statements of one journal stay in order. */
  private ProducerRecord<String, String> message(String type, int number, Object data) {
    try {
      ProducerRecord<String, String> message =
          new ProducerRecord<>(
              StatementApi.TOPIC,
              UUID.nameUUIDFromBytes(service.getBytes(StandardCharsets.UTF_8)).toString(),
              json.writeValueAsString(data));
      Instant now = clock.instant();
      CloudEventHeaders.put(
          message.headers(), source, type, process, number, now, now, "system:audit");
      return message;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
