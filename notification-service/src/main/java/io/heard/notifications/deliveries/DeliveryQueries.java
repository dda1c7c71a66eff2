package io.heard.notifications.deliveries;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.notifications.deliveries.Delivery.Purpose;
import io.heard.notifications.deliveries.Delivery.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Deliveries as people look at them. */
@ApplicationScoped
public class DeliveryQueries {

  static final String ORDERING = "delivery-newest";

  @Inject DataSource dataSource;

  /** A delivery as {@code GET /v1/deliveries} shows it. */
  @Schema(name = "Delivery", description = "One message to one recipient")
  public record View(
      UUID id,
      @Schema(
              description =
                  "NOTICE: somebody is told of an alert; EVENT: a subscribed event; DIGEST: one mail that carries many notices; NEWS: a first receiver is told what others did")
          Purpose purpose,
      Channel.Kind channel,
      @Schema(description = "Mail address or URL") String recipient,
      State state,
      @Schema(description = "Alert it is about, null unless NOTICE") UUID alert,
      @Schema(
              description =
                  "Which occasion of the alert it tells of, from 1: one that comes back after it was resolved begins a new one; null unless"
                      + " NOTICE")
          Integer occasion,
      @Schema(description = "Step of the escalation ladder, null for EVENT") Integer step,
      @Schema(description = "Which notice of the step, from 1; null for EVENT") Integer repetition,
      @Schema(description = "Webhook subscription, null for EMAIL") UUID subscription,
      @Schema(description = "Whom it is really for when the recipient stands in, else null")
          String meantFor,
      @Schema(
              description =
                  "Why this recipient, such as for what they are on call; null when the role says it all")
          String why,
      @Schema(
              description =
                  "The delivery of purpose DIGEST that carries it, null when it goes by itself")
          UUID digest,
      @Schema(
              description =
                  "End of the quiet hours through which it was held, null when it was not")
          Instant heldUntil,
      @Schema(description = "Attempts begun") int attempts,
      Instant createdAt,
      @Schema(
              description =
                  "Next attempt, or end of the present attempt's lease; null unless PENDING")
          Instant nextAttemptAt,
      @Schema(description = "When it was delivered, parked or called off; null while PENDING")
          Instant settledAt,
      @Schema(description = "Last HTTP or SMTP status, null when there was none") Integer status,
      @Schema(description = "What went wrong last, null when nothing did") String error) {}

  /** What to look for; null means any. */
  record Filter(State state, UUID alert, String recipient, UUID subscription, UUID digest) {}

  Optional<View> find(UUID id) {
    return select("WHERE id = ?", List.of(id)).stream().findFirst();
  }

  /** Newest first; one row more than the page. */
  List<View> list(Filter filter, Limit limit, Cursor after) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    add(conditions, values, "state = ?", filter.state() == null ? null : filter.state().name());
    add(conditions, values, "alert_id = ?", filter.alert());
    add(conditions, values, "recipient = ?", filter.recipient());
    add(conditions, values, "digest_id = ?", filter.digest());
    add(
        conditions,
        values,
        "target = ?",
        filter.subscription() == null ? null : Deliveries.webhookTarget(filter.subscription()));
    add(conditions, values, "id < ?", after == null ? null : after.uuid(0));
    values.add(limit.plusOne());
    return select(
        (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
            + " ORDER BY id DESC LIMIT ?",
        values);
  }

  private static void add(
      List<String> conditions, List<Object> values, String condition, Object value) {
    if (value != null) {
      conditions.add(condition);
      values.add(value);
    }
  }

  private List<View> select(String rest, List<Object> values) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement("SELECT * FROM delivery " + rest)) {
      for (int i = 0; i < values.size(); i++) {
        select.setObject(i + 1, values.get(i));
      }
      List<View> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(view(row));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static View view(ResultSet row) throws SQLException {
    State state = State.valueOf(row.getString("state"));
    return new View(
        row.getObject("id", UUID.class),
        Purpose.valueOf(row.getString("purpose")),
        Channel.Kind.valueOf(row.getString("channel")),
        row.getString("recipient"),
        state,
        row.getObject("alert_id", UUID.class),
        row.getObject("occasion", Integer.class),
        row.getObject("step", Integer.class),
        row.getObject("repetition", Integer.class),
        row.getObject("subscription_id", UUID.class),
        row.getString("meant_for"),
        row.getString("why"),
        row.getObject("digest_id", UUID.class),
        instant(row.getTimestamp("held_until")),
        row.getInt("attempts"),
        row.getTimestamp("created_at").toInstant(),
        state == State.PENDING ? row.getTimestamp("due_at").toInstant() : null,
        instant(row.getTimestamp("settled_at")),
        row.getObject("status", Integer.class),
        row.getString("error"));
  }

  private static Instant instant(Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }
}
