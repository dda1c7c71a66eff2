package io.heard.kit.inbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.RequestId;
import io.heard.kit.inbox.InboxRows.Kept;
import io.heard.kit.inbox.InboxRows.Reason;
import io.heard.kit.inbox.Message.Unreadable;
import io.heard.kit.problem.Passing;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Applies messages exactly once: the effect and the mark that the event was seen are one
 * transaction. Messages come in batches and share a transaction as long as all goes well; when one
 * fails, each is tried by itself, and the one that fails for what it is is parked. From then on
 * only its own aggregate waits. What has waited follows in transactions of its own, so that its
 * failure does not undo what it waited for.
 */
@ApplicationScoped
public class Inbox {

  private static final Logger LOG = Logger.getLogger(Inbox.class);
  private static final int TRIES = 3;

  /** What became of a message. */
  private enum Outcome {
    APPLIED("applied"),
    SEEN_BEFORE("seen-before"),
    /** Marked as seen, and kept. */
    UNKNOWN_TYPE("unknown-type"),
    PARKED("parked");

    private final String tag;

    Outcome(String tag) {
      this.tag = tag;
    }
  }

  @Inject InboxRows rows;
  @Inject EntityManager entities;
  @Inject ObjectMapper json;
  @Inject MeterRegistry metrics;
  @Inject Tracer tracer;

  /**
   * Takes in messages of one topic, in order. Throws only what passes by itself: then nothing of
   * the failing part was taken.
   */
  void take(Subscription subscription, List<Message> messages) throws SQLException {
    try {
      inTransaction(subscription, messages);
    } catch (Exception e) {
      rethrowIfPassing(e);
      for (Message message : messages) {
        alone(subscription, message, () -> inTransaction(subscription, List.of(message)));
      }
    }
    followUp(subscription, aggregates(messages));
  }

  /**
   * Tries a parked message again; what waits behind it follows.
   *
   * @throws RuntimeException why it still cannot be applied; it stays parked
   */
  boolean retry(Subscription subscription, Message message) throws SQLException {
    parkedInTransaction(subscription, message);
    followUp(subscription, List.of(message.aggregateId()));
    return rows.lastSeen(subscription.topic(), List.of(message.aggregateId()))
            .getOrDefault(message.aggregateId(), 0)
        >= message.sequence();
  }

  /**
   * Tries a message again whose type was not known when it came. Its mark is set already: others
   * may have overtaken it.
   */
  boolean retryUnknown(Subscription subscription, Message message) {
    Outcome outcome =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  Outcome again = apply(subscription, message);
                  unparkIfDone(message, again);
                  return again;
                });
    count(subscription, List.of(outcome));
    return outcome == Outcome.APPLIED;
  }

  /**
   * Gives a parked message up: it counts as seen, and what waits behind it follows.
   *
   * @return false when an earlier event of its aggregate has not been applied: then it is not its
   *     turn
   */
  boolean discard(UUID id, Kept kept, String by, String reason) throws SQLException {
    Message message = kept.message();
    boolean holdsUp = kept.reason() == Reason.POISON || kept.reason() == Reason.WAITING;
    boolean discarded =
        QuarkusTransaction.joiningExisting()
            .call(
                () -> {
                  if (holdsUp) {
                    List<UUID> aggregate = List.of(message.aggregateId());
                    Map<UUID, Integer> seen = rows.lastSeen(message.topic(), aggregate);
                    int last = seen.getOrDefault(message.aggregateId(), 0);
                    if (message.sequence() > last + 1) {
                      return false;
                    }
                    if (message.sequence() == last + 1) {
                      rows.mark(
                          message.topic(), seen, Map.of(message.aggregateId(), message.sequence()));
                    }
                  }
                  rows.discard(id, by, reason);
                  return true;
                });
    return discarded;
  }

  /** Applies what waited behind a message that is out of the way. */
  void proceed(Subscription subscription, Message message) throws SQLException {
    followUp(subscription, List.of(message.aggregateId()));
  }

  /** What waited can follow now. */
  private void followUp(Subscription subscription, Collection<UUID> aggregates)
      throws SQLException {
    if (aggregates.isEmpty()) {
      return;
    }
    for (UUID aggregate : rows.heldUp(subscription.topic(), aggregates)) {
      Message next = rows.nextParked(subscription.topic(), aggregate);
      while (next != null) {
        Message turn = next;
        alone(subscription, turn, () -> parkedInTransaction(subscription, turn));
        next = rows.nextParked(subscription.topic(), aggregate);
      }
    }
  }

  private void alone(Subscription subscription, Message message, Runnable attemptIt)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        attemptIt.run();
        return;
      } catch (Exception e) {
        rethrowIfPassing(e);
        if (attempt == TRIES) {
          LOG.errorf(
              e,
              "%s #%d of %s is parked as poison",
              message.type(),
              message.sequence(),
              message.aggregateId());
          rows.park(message, Reason.POISON, e.toString());
          count(subscription, List.of(Outcome.PARKED));
          return;
        }
      }
    }
  }

  private static void rethrowIfPassing(Exception e) throws SQLException {
    if (Passing.isOutage(e) || Passing.isContention(e)) {
      throw new SQLException("the database is not available: " + e.getMessage(), e);
    }
  }

  private void inTransaction(Subscription subscription, List<Message> messages) {
    count(
        subscription,
        QuarkusTransaction.requiringNew().call(() -> applyAll(subscription, messages)));
  }

  private void parkedInTransaction(Subscription subscription, Message message) {
    count(
        subscription,
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  List<Outcome> outcomes = applyAll(subscription, List.of(message));
                  unparkIfDone(message, outcomes.get(0));
                  return outcomes;
                }));
  }

  private void unparkIfDone(Message message, Outcome outcome) throws SQLException {
    if (outcome == Outcome.APPLIED || outcome == Outcome.SEEN_BEFORE) {
      rows.unpark(message);
    }
  }

  private List<Outcome> applyAll(Subscription subscription, List<Message> messages)
      throws SQLException {
    Set<UUID> aggregates = aggregates(messages);
    Map<UUID, Integer> before =
        aggregates.isEmpty() ? Map.of() : rows.lastSeen(subscription.topic(), aggregates);
    Map<UUID, Integer> applied = new HashMap<>();
    List<Outcome> outcomes = new ArrayList<>(messages.size());
    for (Message message : messages) {
      if (!message.addressed()) {
        rows.park(message, Reason.UNREADABLE, "it lacks CloudEvents attributes");
        outcomes.add(Outcome.PARKED);
        continue;
      }
      UUID aggregate = message.aggregateId();
      int last = applied.getOrDefault(aggregate, before.getOrDefault(aggregate, 0));
      if (message.sequence() <= last) {
        outcomes.add(Outcome.SEEN_BEFORE);
      } else if (message.sequence() > last + 1
          && subscription.continuity() == Subscription.Continuity.EVERY_EVENT) {
        LOG.errorf(
            "%s: sequence %d of %s came before %d",
            subscription.topic(), message.sequence(), aggregate, last + 1);
        rows.park(message, Reason.WAITING, "sequence " + (last + 1) + " is missing or parked");
        outcomes.add(Outcome.PARKED);
      } else {
        outcomes.add(apply(subscription, message));
        applied.put(aggregate, message.sequence());
        // before every query Hibernate looks through all it has loaded: left in, each message of a
        // batch would cost more than the one before
        entities.flush();
        entities.clear();
      }
    }
    if (!applied.isEmpty()) {
      rows.mark(subscription.topic(), before, applied);
    }
    return outcomes;
  }

  private Outcome apply(Subscription subscription, Message message) throws SQLException {
    Span span =
        tracer
            .spanBuilder("process " + message.type())
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(parent(message.traceParent()))
            .startSpan();
    try (Scope scope = span.makeCurrent();
        RequestId.Carried request = RequestId.carry(message.requestId())) {
      Event event = message.event(json);
      boolean known = subscription.apply(event);
      if (!known) {
        rows.park(message, Reason.UNKNOWN_TYPE, "type " + message.type() + " is not known here");
      }
      return known ? Outcome.APPLIED : Outcome.UNKNOWN_TYPE;
    } catch (Unreadable e) {
      throw new IllegalArgumentException(e);
    } finally {
      span.end();
    }
  }

  private static Set<UUID> aggregates(List<Message> messages) {
    return messages.stream()
        .filter(Message::addressed)
        .map(Message::aggregateId)
        .collect(Collectors.toSet());
  }

  private void count(Subscription subscription, List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      metrics
          .counter("heard.inbox.messages", "topic", subscription.topic(), "outcome", outcome.tag)
          .increment();
    }
  }

  private static Context parent(String traceParent) {
    if (traceParent == null) {
      return Context.root();
    }
    return W3CTraceContextPropagator.getInstance()
        .extract(Context.root(), traceParent, TraceParent.GETTER);
  }

  /** Hands the one header to OpenTelemetry. */
  private enum TraceParent implements TextMapGetter<String> {
    GETTER;

    @Override
    public Iterable<String> keys(String carrier) {
      return List.of("traceparent");
    }

    @Override
    public String get(String carrier, String key) {
      return key.equals("traceparent") ? carrier : null;
    }
  }
}
