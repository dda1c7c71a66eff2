package io.heard.kit.inbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.RequestId;
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
      inTransaction(subscription, messages, List.of());
    } catch (Exception e) {
      rethrowIfPassing(e);
      for (Message message : messages) {
        alone(subscription, message, List.of());
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
    inTransaction(subscription, List.of(message), List.of(message));
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
    List<String> outcomes = new ArrayList<>();
    boolean known =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  rows.unpark(message);
                  apply(subscription, message, outcomes);
                  return outcomes.contains("applied");
                });
    count(subscription, outcomes);
    return known;
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
        alone(subscription, next, List.of(next));
        next = rows.nextParked(subscription.topic(), aggregate);
      }
    }
  }

  private void alone(Subscription subscription, Message message, List<Message> parked)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        inTransaction(subscription, List.of(message), parked);
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
          count(subscription, List.of("parked"));
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

  private void inTransaction(
      Subscription subscription, List<Message> messages, List<Message> parked) {
    List<String> outcomes =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  for (Message message : parked) {
                    rows.unpark(message);
                  }
                  return applyAll(subscription, messages);
                });
    count(subscription, outcomes);
  }

  private List<String> applyAll(Subscription subscription, List<Message> messages)
      throws SQLException {
    Set<UUID> aggregates = aggregates(messages);
    Map<UUID, Integer> before =
        aggregates.isEmpty() ? Map.of() : rows.lastSeen(subscription.topic(), aggregates);
    Map<UUID, Integer> applied = new HashMap<>();
    List<String> outcomes = new ArrayList<>(messages.size());
    for (Message message : messages) {
      if (!message.addressed()) {
        rows.park(message, Reason.UNREADABLE, "it lacks CloudEvents attributes");
        outcomes.add("parked");
        continue;
      }
      UUID aggregate = message.aggregateId();
      int last = applied.getOrDefault(aggregate, before.getOrDefault(aggregate, 0));
      if (message.sequence() <= last) {
        outcomes.add("seen-before");
      } else if (message.sequence() > last + 1
          && subscription.continuity() == Subscription.Continuity.EVERY_EVENT) {
        LOG.errorf(
            "%s: sequence %d of %s came before %d",
            subscription.topic(), message.sequence(), aggregate, last + 1);
        rows.park(message, Reason.WAITING, "sequence " + (last + 1) + " is missing or parked");
        outcomes.add("parked");
      } else {
        apply(subscription, message, outcomes);
        applied.put(aggregate, message.sequence());
      }
    }
    if (!applied.isEmpty()) {
      rows.mark(subscription.topic(), before, applied);
    }
    return outcomes;
  }

  private void apply(Subscription subscription, Message message, List<String> outcomes)
      throws SQLException {
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
      outcomes.add(known ? "applied" : "unknown-type");
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

  private void count(Subscription subscription, List<String> outcomes) {
    for (String outcome : outcomes) {
      metrics
          .counter("heard.inbox.messages", "topic", subscription.topic(), "outcome", outcome)
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
