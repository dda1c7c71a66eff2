package io.heard.kit.sql;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Single SQL statements, within the transaction of the caller if there is one. Parameters may be
 * what the driver takes, and {@link Instant}s, enums (by name) and collections of texts or UUIDs
 * (as arrays).
 */
@ApplicationScoped
public class Sql {

  /** Where walks along ids begin: smaller than any. */
  public static final UUID LOWEST = new UUID(0, 0);

  /** Where walks along ids end: not smaller than any. */
  public static final UUID HIGHEST = new UUID(-1, -1);

  @Inject DataSource dataSource;

  /** Makes something of one row. */
  @FunctionalInterface
  public interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** Executes a statement; how many rows it changed. */
  public int update(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, parameters);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All rows of a query, or of a statement that returns some. */
  public <T> List<T> list(String sql, Row<T> row, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, parameters);
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(row.of(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first row, if there is one. */
  public <T> Optional<T> first(String sql, Row<T> row, Object... parameters) {
    return list(sql, row, parameters).stream().findFirst();
  }

  /** The number in the first column of the only row. */
  public long number(String sql, Object... parameters) {
    return first(sql, row -> row.getLong(1), parameters).orElseThrow();
  }

  /**
   * Makes everybody else who wants this name, on any replica, wait until the transaction of the
   * caller has ended. What is read after it shows all that the last holder has committed.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void lock(String name) {
    list("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", row -> Boolean.TRUE, name);
  }

  /** A point in time, null when there is none. */
  public static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** An array of texts, null when there is none. */
  public static List<String> texts(ResultSet row, String column) throws SQLException {
    java.sql.Array array = row.getArray(column);
    return array == null ? null : Arrays.asList((String[]) array.getArray());
  }

  public static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static void bind(Connection connection, PreparedStatement statement, Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object value = parameters[i];
      if (value == null) {
        statement.setNull(i + 1, Types.NULL);
      } else if (value instanceof Instant instant) {
        statement.setObject(i + 1, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
      } else if (value instanceof Enum<?> named) {
        statement.setString(i + 1, named.name());
      } else if (value instanceof Collection<?> several) {
        statement.setArray(i + 1, array(connection, several));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  private static java.sql.Array array(Connection connection, Collection<?> several)
      throws SQLException {
    boolean uuids = !several.isEmpty() && several.iterator().next() instanceof UUID;
    return connection.createArrayOf(
        uuids ? "uuid" : "text",
        several.stream().map(one -> one instanceof Enum<?> named ? named.name() : one).toArray());
  }
}
