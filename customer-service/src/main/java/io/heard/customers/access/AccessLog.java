package io.heard.customers.access;

import io.heard.kit.http.RequestId;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.time.Uuid7;
import io.quarkus.narayana.jta.QuarkusTransaction;
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
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Writes down who was given whose personal data (table {@code access_log}), in the transaction of
 * the reading: an answer that was not written down is not given.
 */
@ApplicationScoped
public class AccessLog {

  @Inject DataSource dataSource;
  @Inject Access access;
  @Inject Callers callers;
  @Inject Clock clock;

  /**
   * Notes that the caller is about to be given these customers' data, if it is an integration: in
   * the caller's transaction, or in one of its own that is committed when this returns.
   */
  public void read(AccessApi.Action action, Collection<UUID> customers) {
    if (access.onlyClient().isPresent()) {
      QuarkusTransaction.joiningExisting().run(() -> write(action, customers));
    }
  }

  /** Notes an export, whoever asked for it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void exported(UUID customer) {
    write(AccessApi.Action.EXPORTED, List.of(customer));
  }

  private void write(AccessApi.Action action, Collection<UUID> customers) {
    if (customers.isEmpty()) {
      return;
    }
    String sql =
        "INSERT INTO access_log (id, at, caller, client, action, customer_id, request_id)"
            + " SELECT a.id, ?, ?, ?, ?, a.customer, ? FROM unnest(?::uuid[], ?::uuid[]) AS a (id, customer)";
    Caller caller = callers.current();
    Instant now = clock.instant();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setTimestamp(1, Timestamp.from(now));
      insert.setString(2, caller.name());
      insert.setString(3, caller.client());
      insert.setString(4, action.name());
      insert.setString(5, RequestId.current());
      insert.setArray(
          6,
          connection.createArrayOf(
              "uuid", customers.stream().map(customer -> Uuid7.at(now)).toArray()));
      insert.setArray(7, connection.createArrayOf("uuid", customers.toArray()));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Newest first; every filter that is given must hold. */
  List<AccessApi.Access> find(UUID customer, String client, UUID before, int limit) {
    String sql =
        "SELECT * FROM access_log WHERE true"
            + (customer == null ? "" : " AND customer_id = ?")
            + (client == null ? "" : " AND client = ?")
            + (before == null ? "" : " AND id < ?")
            + " ORDER BY id DESC LIMIT ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      int parameter = 0;
      if (customer != null) {
        select.setObject(++parameter, customer);
      }
      if (client != null) {
        select.setString(++parameter, client);
      }
      if (before != null) {
        select.setObject(++parameter, before);
      }
      select.setInt(++parameter, limit);
      return entries(select);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All about these customers, oldest first. */
  public List<AccessApi.Access> of(Collection<UUID> customers) {
    String sql = "SELECT * FROM access_log WHERE customer_id = ANY (?) ORDER BY id";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("uuid", customers.toArray()));
      return entries(select);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<AccessApi.Access> entries(PreparedStatement select) throws SQLException {
    List<AccessApi.Access> found = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        found.add(
            new AccessApi.Access(
                row.getObject("id", UUID.class),
                row.getTimestamp("at").toInstant(),
                row.getString("caller"),
                row.getString("client"),
                AccessApi.Action.valueOf(row.getString("action")),
                row.getObject("customer_id", UUID.class),
                row.getString("request_id")));
      }
    }
    return found;
  }
}
