package io.heard.kit.inbox;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.sql.SQLException;
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
 * only its own aggregate waits.
 */
@ApplicationScoped
public class Inbox {

  private static final Logger LOG = Logger.getLogger(Inbox.class);
  private static final int TRIES = 3;

  @Inject InboxRows rows;
  @Inject ObjectMapper json;
  @Inject MeterRegistry metrics;
  @Inject Tracer tracer;

  /**
   * Takes in messages of one topic, in order. Throws only what passes by itself: then nothing of
   * the failing part was taken.
   */
  void take(Subscription subscription, List<Message> messages) throws SQLException {
    try {
      together(subscription, messages);
    } catch (Exception e) {
      rethrowIfPassing(e);
      for (Message message : messages) {
        alone(subscription, message);
      }
    }
  }

  private void alone(Subscription subscription, Message message) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        together(subscription, List.of(message));
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
          count(subscription, "parked");
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

  private void together(Subscription subscription, List<Message> messages) {
    QuarkusTransaction.requiringNew()
        .call(
            () -> {
              applyAll(subscription, messages);
              return null;
            });
  }

  private void applyAll(Subscription subscription, List<Message> messages) throws SQLException {
    Set<UUID> aggregates =
        messages.stream()
            .filter(Message::addressed)
            .map(Message::aggregateId)
            .collect(Collectors.toSet());
    Map<UUID, Integer> before =
        aggregates.isEmpty() ? Map.of() : rows.lastSeen(subscription.topic(), aggregates);
    Map<UUID, Integer> seen = new HashMap<>(before);
    Map<UUID, Integer> applied = new HashMap<>();
    for (Message message : messages) {
      if (!message.addressed()) {
        rows.park(message, Reason.UNREADABLE, "it lacks CloudEvents attributes");
        count(subscription, "parked");
        continue;
      }
      int last = seen.getOrDefault(message.aggregateId(), 0);
      if (message.sequence() <= last) {
        count(subscription, "seen-before");
      } else if (message.sequence() > last + 1
          && subscription.continuity() == Subscription.Continuity.EVERY_EVENT) {
        LOG.errorf(
            "%s: sequence %d of %s came before %d",
            subscription.topic(), message.sequence(), message.aggregateId(), last + 1);
        rows.park(message, Reason.WAITING, "sequence " + (last + 1) + " is missing or parked");
        count(subscription, "parked");
      } else {
        apply(subscription, message);
        seen.put(message.aggregateId(), message.sequence());
        applied.put(message.aggregateId(), message.sequence());
      }
    }
    if (!applied.isEmpty()) {
      catchUp(subscription, applied);
      rows.mark(subscription.topic(), before, applied);
    }
  }

  /** What waited for the events just applied can follow now. */
  private void catchUp(Subscription subscription, Map<UUID, Integer> applied) throws SQLException {
    for (UUID aggregate : rows.heldUp(subscription.topic(), applied.keySet())) {
      for (Message next = rows.nextParked(subscription.topic(), aggregate, applied.get(aggregate));
          next != null;
          next = rows.nextParked(subscription.topic(), aggregate, applied.get(aggregate))) {
        apply(subscription, next);
        rows.unpark(next);
        applied.put(aggregate, next.sequence());
      }
    }
  }

  private void apply(Subscription subscription, Message message) throws SQLException {
    Span span =
        tracer
            .spanBuilder("process " + message.type())
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(parent(message.traceParent()))
            .startSpan();
    try (Scope scope = span.makeCurrent()) {
      Event event = message.event(json);
      boolean known = subscription.apply(event);
      if (!known) {
        rows.park(message, Reason.UNKNOWN_TYPE, "type " + message.type() + " is not known here");
      }
      count(subscription, known ? "applied" : "unknown-type");
    } catch (Unreadable e) {
      throw new IllegalArgumentException(e);
    } finally {
      span.end();
    }
  }

  /**
   * Tries a parked message again; what waits behind it follows. False when it still cannot be
   * applied.
   */
  boolean retry(Subscription subscription, Message message) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              rows.unpark(message);
              applyAll(subscription, List.of(message));
              return rows.lastSeen(subscription.topic(), List.of(message.aggregateId()))
                      .getOrDefault(message.aggregateId(), 0)
                  >= message.sequence();
            });
  }

  private void count(Subscription subscription, String outcome) {
    metrics
        .counter("heard.inbox.messages", "topic", subscription.topic(), "outcome", outcome)
        .increment();
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
