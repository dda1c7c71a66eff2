package io.heard.tickets.access;

import io.heard.kit.http.RequestId;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.access.AccessApi.Action;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Writes down which integration was given whose tickets (table {@code access_log}), before the
 * answer leaves: one that was not written down is not given. What an integration logs itself stands
 * in the ledger, with its client.
 */
@ApplicationScoped
public class AccessLog {

  @Inject DataSource dataSource;
  @Inject Callers callers;
  @Inject Clock clock;

  /** A ticket that is given out, and whose it is; null when nobody knows. */
  public record Given(UUID ticket, UUID customer) {}

  /** Notes that the caller is about to be given these tickets, if it is an integration. */
  @Transactional
  public void read(Action action, Collection<Given> tickets) {
    if (CallerRights.isOnlyIntegration(callers.current())) {
      write(action, tickets);
    }
  }

  /** Notes an export, whoever asked for it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void exported(Collection<Given> tickets) {
    write(Action.EXPORTED, tickets);
  }

  private void write(Action action, Collection<Given> given) {
    if (given.isEmpty()) {
      return;
    }
    List<Given> tickets = given.stream().distinct().toList();
    String sql =
        "INSERT INTO access_log (id, at, caller, client, action, ticket_id, customer_id, request_id)"
            + " SELECT a.id, ?, ?, ?, ?, a.ticket, a.customer, ? FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS a (id, ticket, customer)";
    Caller caller = callers.current();
    Instant now = clock.instant();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
      insert.setString(2, caller.name());
      insert.setString(3, caller.client());
      insert.setString(4, action.name());
      insert.setString(5, RequestId.current());
      insert.setArray(
          6,
          connection.createArrayOf("uuid", tickets.stream().map(one -> Uuid7.at(now)).toArray()));
      insert.setArray(
          7, connection.createArrayOf("uuid", tickets.stream().map(Given::ticket).toArray()));
      insert.setArray(
          8, connection.createArrayOf("uuid", tickets.stream().map(Given::customer).toArray()));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Newest first; every filter that is given must hold. */
  List<AccessApi.Access> find(UUID customer, UUID ticket, String client, UUID before, int limit) {
    StringBuilder where = new StringBuilder("WHERE true");
    List<Object> parameters = new ArrayList<>();
    condition(" AND customer_id = ?", customer, where, parameters);
    condition(" AND ticket_id = ?", ticket, where, parameters);
    condition(" AND client = ?", client, where, parameters);
    condition(" AND id < ?", before, where, parameters);
    return select(where + " ORDER BY id DESC LIMIT " + limit, parameters);
  }

  private static void condition(
      String sql, Object value, StringBuilder where, List<Object> parameters) {
    if (value != null) {
      where.append(sql);
      parameters.add(value);
    }
  }

  /** All about these tickets, oldest first. */
  public List<AccessApi.Access> of(Collection<UUID> tickets) {
    try (Connection connection = dataSource.getConnection()) {
      return select(
          "WHERE ticket_id = ANY (?) ORDER BY id",
          List.of(connection.createArrayOf("uuid", tickets.toArray())));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<AccessApi.Access> select(String where, List<Object> parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM access_log " + where)) {
      for (int i = 0; i < parameters.size(); i++) {
        select.setObject(i + 1, parameters.get(i));
      }
      List<AccessApi.Access> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new AccessApi.Access(
                  row.getObject("id", UUID.class),
                  row.getObject("at", OffsetDateTime.class).toInstant(),
                  row.getString("caller"),
                  row.getString("client"),
                  Action.valueOf(row.getString("action")),
                  row.getObject("ticket_id", UUID.class),
                  row.getObject("customer_id", UUID.class),
                  row.getString("request_id")));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
