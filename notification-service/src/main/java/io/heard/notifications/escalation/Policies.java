package io.heard.notifications.escalation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.sql.Sql;
import io.heard.notifications.background.TransactionMemory;
import io.heard.notifications.background.TransactionMemory.Key;
import io.heard.notifications.escalation.EscalationApi.Body;
import io.heard.notifications.escalation.EscalationApi.Notify;
import io.heard.notifications.escalation.EscalationApi.Role;
import io.heard.notifications.escalation.EscalationApi.Step;
import io.heard.notifications.escalation.EscalationApi.View;
import io.heard.notifications.escalation.EscalationApi.When;
import io.heard.notifications.schedules.ScheduleUse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** All escalation policies, every version of them. */
@ApplicationScoped
public class Policies implements ScheduleUse {

  /** When no policy matches, operations are told: an alert is never for nobody. */
  private static final Ladder LAST_RESORT =
      new Ladder(
          List.of(
              new Step(
                  Duration.ZERO,
                  List.of(new Notify(Role.OPERATIONS, null, null, null, null)),
                  null,
                  null)));

  private static final Key<List<View>> ACTIVE = new Key<>("escalation policies", "active");

  @Inject DataSource dataSource;
  @Inject Sql sql;
  @Inject ObjectMapper json;
  @Inject TransactionMemory memory;

  /**
   * What a policy's conditions are held against; null where the alert has none.
   *
   * @param tier of the customer
   */
  public record Facts(Cause cause, String priority, String team, String tier) {}

  /**
   * The ladder in force now for such an alert: policies are looked up in every transaction anew, so
   * that one that was changed or switched off stops at once.
   */
  public Ladder ladderFor(Facts facts) {
    return active().stream()
        .filter(policy -> matches(policy.when(), facts))
        .findFirst()
        .map(policy -> new Ladder(policy.steps()))
        .orElse(LAST_RESORT);
  }

  private List<View> active() {
    return memory.recall(ACTIVE, () -> select("WHERE current AND active ORDER BY position, id"));
  }

  private static boolean matches(When when, Facts facts) {
    return (when.causes().isEmpty() || when.causes().contains(facts.cause()))
        && (when.priorities().isEmpty()
            || when.priorities().stream().anyMatch(p -> p.name().equals(facts.priority())))
        && (when.teams().isEmpty() || when.teams().contains(facts.team()))
        && (when.tiers().isEmpty() || when.tiers().contains(facts.tier()));
  }

  /** The current version of every policy, in the order in which they are tried. */
  List<View> current() {
    return select("WHERE current ORDER BY position, id");
  }

  @Override
  public List<Policy> of(String schedule) {
    return current().stream()
        .filter(View::active)
        .filter(
            policy ->
                policy.steps().stream()
                    .flatMap(step -> step.whom().stream())
                    .anyMatch(target -> schedule.equals(target.schedule())))
        .map(policy -> new Policy(policy.id(), policy.name()))
        .toList();
  }

  Optional<View> current(UUID id) {
    return select("WHERE current AND id = ?", id).stream().findFirst();
  }

  /** The current version, locked against a change by somebody else until the transaction ends. */
  Optional<View> locked(UUID id) {
    return select("WHERE current AND id = ? FOR UPDATE", id).stream().findFirst();
  }

  /** Every version of a policy, newest first. */
  List<View> versions(UUID id) {
    return select("WHERE id = ? ORDER BY version DESC", id);
  }

  /**
   * Held against everybody else who wants this name, until the transaction ends. A lock and no
   * unique index: there may be policies of one name from before names were unique, and they stay.
   */
  void lockName(String name) {
    sql.lock("escalation_policy " + name);
  }

  /** Makes a version the current one. */
  void put(UUID id, int version, Body body, String by, Instant at) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement retire =
            connection.prepareStatement(
                "UPDATE escalation_policy SET current = false WHERE id = ? AND current");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO escalation_policy (id, version, current, active, position, definition, changed_by, changed_at)"
                    + " VALUES (?, ?, true, ?, ?, ?, ?, ?)")) {
      retire.setObject(1, id);
      retire.executeUpdate();
      insert.setObject(1, id);
      insert.setInt(2, version);
      insert.setBoolean(3, body.active());
      insert.setInt(4, body.order());
      insert.setString(5, json.writeValueAsString(body));
      insert.setString(6, by);
      insert.setTimestamp(7, Timestamp.from(at));
      insert.executeUpdate();
      memory.forget(ACTIVE);
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<View> select(String rest, Object... values) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM escalation_policy " + rest)) {
      for (int i = 0; i < values.length; i++) {
        select.setObject(i + 1, values[i]);
      }
      List<View> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Body body = json.readValue(row.getString("definition"), Body.class);
          found.add(
              new View(
                  row.getObject("id", UUID.class),
                  row.getInt("version"),
                  body.name(),
                  body.order(),
                  body.active(),
                  body.when(),
                  body.steps(),
                  row.getString("changed_by"),
                  row.getTimestamp("changed_at").toInstant()));
        }
      }
      return found;
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
