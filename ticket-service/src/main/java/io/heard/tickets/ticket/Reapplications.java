package io.heard.tickets.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.RequestId;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.clock.ClockChange;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.ticket.ReapplyApi.Example;
import io.heard.tickets.ticket.ReapplyApi.Failure;
import io.heard.tickets.ticket.ReapplyApi.State;
import io.heard.tickets.ticket.ReapplyApi.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The runs that apply a policy again, and how far they have come. */
@ApplicationScoped
public class Reapplications {

  private static final String COLUMNS =
      "id, policy_id, dry_run, requested_at, requested_by, finished_at, to_examine, examined, tickets, clocks, breaching, failed,"
          + " examples, failures";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;
  @Inject SlaPolicies policies;
  @Inject Tickets tickets;
  @Inject Callers callers;
  @Inject Clock clock;

  /**
   * A run that is going on.
   *
   * @param after the last ticket that is done
   */
  record Run(
      UUID id,
      UUID policyId,
      long revision,
      boolean dryRun,
      String requestedBy,
      String requestId,
      UUID after) {}

  /** What became of some tickets that followed each other. */
  record Tally(long examined, long tickets, List<Example> changes, List<Failure> failures) {

    static Tally examined(long examined) {
      return new Tally(examined, 0, List.of(), List.of());
    }

    static Tally changed(long examined, Ticket ticket, List<ClockChange> changes) {
      return new Tally(
          examined,
          changes.isEmpty() ? 0 : 1,
          changes.stream().map(change -> new Example(ticket.id(), ticket.number, change)).toList(),
          List.of());
    }

    long breaching() {
      return changes.stream().filter(example -> example.clock().breaches()).count();
    }
  }

  /** Asks for a run; one of the replicas begins it within a second. */
  @Transactional
  View begin(UUID policyId, boolean dryRun) {
    Instant now = clock.instant();
    UUID id = Uuid7.at(now);
    update(
        "INSERT INTO sla_reapplication (id, policy_id, revision, dry_run, requested_at, requested_by, request_id, to_examine)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        policyId,
        policies.revision(),
        dryRun,
        Timestamp.from(now),
        callers.current().name(),
        RequestId.current(),
        tickets.owed());
    return get(policyId, id);
  }

  /** A run of a policy; 404 when there is none. */
  View get(UUID policyId, UUID id) {
    return views(" WHERE policy_id = ? AND id = ?", policyId, id).stream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound("Such a run"));
  }

  /** The runs of a policy, the newest first. */
  List<View> list(UUID policyId, UUID before, int limit) {
    return before == null
        ? views(" WHERE policy_id = ? ORDER BY id DESC LIMIT ?", policyId, limit)
        : views(
            " WHERE policy_id = ? AND id < ? ORDER BY id DESC LIMIT ?", policyId, before, limit);
  }

  /** The oldest run that is not done. */
  Optional<Run> next() {
    String sql =
        "SELECT id, policy_id, revision, dry_run, requested_by, request_id, after_ticket FROM sla_reapplication"
            + " WHERE finished_at IS NULL ORDER BY id LIMIT 1";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Run(
                  row.getObject("id", UUID.class),
                  row.getObject("policy_id", UUID.class),
                  row.getLong("revision"),
                  row.getBoolean("dry_run"),
                  row.getString("requested_by"),
                  row.getString("request_id"),
                  row.getObject("after_ticket", UUID.class)))
          : Optional.empty();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Moves a run on to a ticket, in the transaction that does this ticket.
   *
   * @return false when another replica has moved it on meanwhile: then nothing may be done
   */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean advance(Run run, UUID from, UUID to) {
    return update(
            "UPDATE sla_reapplication SET after_ticket = ? WHERE id = ? AND after_ticket = ? AND finished_at IS NULL",
            to,
            run.id(),
            from)
        == 1;
  }

  /** Adds up what was done, in the transaction that {@link #advance} began. */
  @Transactional(Transactional.TxType.MANDATORY)
  void count(Run run, Tally tally) {
    update(
        "UPDATE sla_reapplication SET examined = examined + ?, tickets = tickets + ?, clocks = clocks + ?, breaching = breaching + ?,"
            + " failed = failed + ?, examples = CASE WHEN jsonb_array_length(examples) < ? THEN examples || ?::jsonb ELSE examples END,"
            + " failures = CASE WHEN jsonb_array_length(failures) < ? THEN failures || ?::jsonb ELSE failures END WHERE id = ?",
        tally.examined(),
        tally.tickets(),
        tally.changes().size(),
        tally.breaching(),
        tally.failures().size(),
        ReapplyApi.EXAMPLES,
        text(tally.changes().stream().limit(ReapplyApi.EXAMPLES).toList()),
        ReapplyApi.EXAMPLES,
        text(tally.failures().stream().limit(ReapplyApi.EXAMPLES).toList()),
        run.id());
  }

  /** Nothing is left to do. */
  @Transactional(Transactional.TxType.MANDATORY)
  void finish(Run run) {
    update(
        "UPDATE sla_reapplication SET finished_at = ? WHERE id = ?",
        Timestamp.from(clock.instant()),
        run.id());
  }

  private int update(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<View> views(String where, Object... parameters) {
    String sql = "SELECT " + COLUMNS + " FROM sla_reapplication" + where;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, parameters);
      List<View> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(view(row));
        }
      }
      return found;
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private View view(ResultSet row) throws SQLException, JsonProcessingException {
    Timestamp finished = row.getTimestamp("finished_at");
    List<Example> examples =
        json.readValue(row.getString("examples"), new TypeReference<List<Example>>() {});
    List<Failure> failures =
        json.readValue(row.getString("failures"), new TypeReference<List<Failure>>() {});
    return new View(
        row.getObject("id", UUID.class),
        row.getObject("policy_id", UUID.class),
        row.getBoolean("dry_run"),
        finished == null ? State.RUNNING : State.DONE,
        row.getTimestamp("requested_at").toInstant(),
        row.getString("requested_by"),
        finished == null ? null : finished.toInstant(),
        row.getLong("to_examine"),
        row.getLong("examined"),
        row.getLong("tickets"),
        row.getLong("clocks"),
        row.getLong("breaching"),
        row.getLong("failed"),
        examples.stream().limit(ReapplyApi.EXAMPLES).toList(),
        failures.stream().limit(ReapplyApi.EXAMPLES).toList());
  }

  private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
