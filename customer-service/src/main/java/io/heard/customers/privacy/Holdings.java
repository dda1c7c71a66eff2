package io.heard.customers.privacy;

import io.heard.customers.customer.CustomerEvents.Ground;
import io.heard.kit.ledger.Redaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Every table beside {@code customer} that says something about somebody. */
@ApplicationScoped
class Holdings {

  /** Each takes one parameter: the ids of the customer. */
  private static final List<String> ERASURES =
      List.of(
          "DELETE FROM contact WHERE customer_id = ANY (?)",
          "UPDATE merger SET phones = '{}', emails = '{}', reason = '%1$s', undo_reason = CASE WHEN undo_reason IS NULL THEN NULL"
              + " ELSE '%1$s' END WHERE merged = ANY (?)",
          "UPDATE merger SET phones = '{}', emails = '{}', reason = '%1$s', undo_reason = CASE WHEN undo_reason IS NULL THEN NULL"
              + " ELSE '%1$s' END WHERE survivor = ANY (?) AND undone_at IS NOT NULL",
          "UPDATE exchange SET text = '%1$s' WHERE customer_id = ANY (?)",
          "UPDATE demand_promise SET what = '%1$s' WHERE customer_id = ANY (?)",
          "DELETE FROM demand_question WHERE customer_id = ANY (?)",
          "UPDATE demand SET subject = '%1$s', comment = NULL WHERE customer_id = ANY (?)");

  @Inject DataSource dataSource;

  @Transactional(Transactional.TxType.MANDATORY)
  void erase(List<UUID> ids) {
    try (Connection connection = dataSource.getConnection()) {
      for (String sql : ERASURES) {
        try (PreparedStatement statement =
            connection.prepareStatement(sql.formatted(Redaction.ERASED))) {
          statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
          statement.executeUpdate();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Map<String, Object>> mergers(List<UUID> ids) {
    return rows("SELECT * FROM merger WHERE ? && ARRAY[merged, survivor] ORDER BY id", ids);
  }

  List<Map<String, Object>> demands(List<UUID> ids) {
    return rows("SELECT * FROM demand WHERE customer_id = ANY (?) ORDER BY ticket_id", ids);
  }

  List<Map<String, Object>> exchanges(List<UUID> ids) {
    return rows(
        "SELECT * FROM exchange WHERE customer_id = ANY (?) ORDER BY ticket_id, sequence", ids);
  }

  List<Map<String, Object>> promises(List<UUID> ids) {
    return rows(
        "SELECT * FROM demand_promise WHERE customer_id = ANY (?) ORDER BY ticket_id, id", ids);
  }

  List<Map<String, Object>> questions(List<UUID> ids) {
    return rows(
        "SELECT * FROM demand_question WHERE customer_id = ANY (?) ORDER BY ticket_id, id", ids);
  }

  private List<Map<String, Object>> rows(String sql, List<UUID> ids) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      List<Map<String, Object>> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Map<String, Object> values = new LinkedHashMap<>();
          for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            values.put(row.getMetaData().getColumnName(column), value(row.getObject(column)));
          }
          rows.add(values);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(Object value) throws SQLException {
    if (value instanceof Array array) {
      return array.getArray();
    }
    return value instanceof Timestamp time ? time.toInstant() : value;
  }

  /** With whom these customers are one no more, and which contacts went to them and back. */
  Map<UUID, Set<String>> formerCounterparts(List<UUID> ids) {
    String sql =
        "WITH given AS (SELECT ? AS ids) SELECT CASE WHEN merged = ANY (ids) THEN survivor ELSE merged END AS counterpart,"
            + " CASE WHEN merged = ANY (ids) THEN phones || emails ELSE '{}' END AS contacts FROM merger, given"
            + " WHERE undone_at IS NOT NULL AND (merged = ANY (ids)) <> (survivor = ANY (ids))";
    Map<UUID, Set<String>> found = new HashMap<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String[] contacts = (String[]) row.getArray("contacts").getArray();
          found
              .computeIfAbsent(row.getObject("counterpart", UUID.class), id -> new HashSet<>())
              .addAll(List.of(contacts));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether and why somebody was erased, null when they were not. */
  PrivacyApi.Erasure erasure(UUID customer, List<UUID> ids) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM erasure WHERE customer_id = ?")) {
      select.setObject(1, customer);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new PrivacyApi.Erasure(
                customer,
                ids,
                row.getString("reason"),
                row.getString("erased_by"),
                row.getTimestamp("erased_at").toInstant())
            : null;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void note(UUID customer, Ground ground, String reason, String by, Instant at) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO erasure (customer_id, reason, erased_by, erased_at, ground) VALUES (?, ?, ?, ?, ?)")) {
      insert.setObject(1, customer);
      insert.setString(2, reason);
      insert.setString(3, by);
      insert.setTimestamp(4, Timestamp.from(at));
      insert.setString(5, ground.name());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
