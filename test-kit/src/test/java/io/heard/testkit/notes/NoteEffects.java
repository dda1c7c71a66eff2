package io.heard.testkit.notes;

import io.heard.kit.http.RequestId;
import io.heard.kit.inbox.Event;
import io.heard.kit.inbox.Subscription;
import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Writes a line for each event it applies; the tests count the lines. */
@ApplicationScoped
public class NoteEffects implements Subscription {

  /** Texts that make {@link #apply} throw after it has written its line. */
  public static final Set<String> POISONOUS = ConcurrentHashMap.newKeySet();

  /** Types it does not know; tests let it learn them. */
  public static final Set<String> UNKNOWN = ConcurrentHashMap.newKeySet();

  /** Whether each note has to have a line, as long as a test says so. */
  public static final AtomicBoolean COPY = new AtomicBoolean();

  /** What one event has done. */
  public record Effect(int sequence, String text, String traceId, String requestId) {}

  @Inject DataSource dataSource;

  @Override
  public String topic() {
    return NoteDesk.TOPIC;
  }

  @Override
  public Continuity continuity() {
    return Continuity.EVERY_EVENT;
  }

  @Override
  public Optional<String> copy() {
    return COPY.get() ? Optional.of("note_effect.aggregate_id") : Optional.empty();
  }

  @Override
  public boolean apply(Event event) {
    if (UNKNOWN.contains(event.type())) {
      return false;
    }
    String text = event.data().path("text").asText();
    write(event, text);
    if (POISONOUS.contains(text)) {
      throw new IllegalArgumentException("poison: " + text);
    }
    return true;
  }

  private void write(Event event, String text) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO note_effect (aggregate_id, sequence, text, trace_id, request_id) VALUES (?, ?, ?, ?, ?)")) {
      insert.setObject(1, event.aggregateId());
      insert.setInt(2, event.sequence());
      insert.setString(3, text);
      insert.setString(4, Span.current().getSpanContext().getTraceId());
      insert.setString(5, RequestId.current());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The effects of an aggregate's events, in the order in which they happened. */
  public List<Effect> of(UUID aggregateId) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT * FROM note_effect WHERE aggregate_id = ? ORDER BY place")) {
      select.setObject(1, aggregateId);
      List<Effect> effects = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          effects.add(
              new Effect(
                  row.getInt("sequence"),
                  row.getString("text"),
                  row.getString("trace_id"),
                  row.getString("request_id")));
        }
      }
      return effects;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public List<Integer> sequences(UUID aggregateId) {
    return of(aggregateId).stream().map(Effect::sequence).toList();
  }
}
