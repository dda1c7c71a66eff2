package io.heard.customers.retention;

import io.heard.customers.customer.CustomerEvents.Ground;
import io.heard.customers.customer.Scope;
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
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Persons of whom nothing was heard for long: who belong to no organisation, have no open demand,
 * neither said nor were told anything, and were not changed either, under any id they have.
 */
@ApplicationScoped
class Silent {

  private static final String SELECT =
      "SELECT c.id, c.name, c.scope, c.updated_at, l.at FROM customer c"
          + " CROSS JOIN LATERAL (SELECT customer_family(ARRAY[c.id]) AS ids OFFSET 0) AS f"
          + " CROSS JOIN LATERAL (SELECT greatest(c.updated_at, (SELECT max(at) FROM exchange WHERE customer_id = ANY (f.ids)),"
          + " (SELECT max(greatest(logged_at, confirmed_at)) FROM demand WHERE customer_id = ANY (f.ids))) AS at) AS l"
          + " WHERE c.kind = 'PERSON' AND c.merged_into IS NULL AND NOT c.erased AND c.scope = ? AND c.updated_at < ? AND l.at < ?"
          + " AND c.organisations = '{}' AND NOT EXISTS (SELECT 1 FROM demand WHERE customer_id = ANY (f.ids) AND open)";

  private static final String PAGE =
      SELECT + " AND (c.updated_at, c.id) > (?, ?) ORDER BY c.updated_at, c.id LIMIT ?";
  private static final String ONE = SELECT + " AND c.id = ?";

  private static final String LOCK = "SELECT 1 FROM customer WHERE id = ? FOR UPDATE SKIP LOCKED";

  private static final String ERASURES =
      "SELECT * FROM erasure WHERE (erased_at, customer_id) < (?, ?) ORDER BY erased_at DESC, customer_id DESC LIMIT ?";

  @Inject DataSource dataSource;

  /**
   * One of them.
   *
   * @param updatedAt with the id the place in the order of these lists
   */
  record Found(RetentionApi.Candidate candidate, Instant updatedAt) {}

  /** The first place in the order. */
  static final Found BEFORE_ALL =
      new Found(
          new RetentionApi.Candidate(new UUID(0, 0), null, null, null),
          Instant.parse("1970-01-01T00:00:00Z"));

  /** Those of a scope without a sign of life since then, the longest unchanged first. */
  List<Found> page(Scope scope, Instant since, Found after, int limit) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(PAGE)) {
      bind(select, scope, since);
      select.setTimestamp(4, Timestamp.from(after.updatedAt()));
      select.setObject(5, after.candidate().customer());
      select.setInt(6, limit);
      return read(select);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Locks somebody until the transaction ends and looks again.
   *
   * @return false when there is a sign of life by now, or somebody else is at it
   */
  boolean lock(UUID id, Scope scope, Instant since) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement lock = connection.prepareStatement(LOCK);
        PreparedStatement select = connection.prepareStatement(ONE)) {
      lock.setObject(1, id);
      try (ResultSet row = lock.executeQuery()) {
        if (!row.next()) {
          return false;
        }
      }
      bind(select, scope, since);
      select.setObject(4, id);
      return !read(select).isEmpty();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void bind(PreparedStatement select, Scope scope, Instant since)
      throws SQLException {
    select.setString(1, scope.name());
    select.setTimestamp(2, Timestamp.from(since));
    select.setTimestamp(3, Timestamp.from(since));
  }

  private static List<Found> read(PreparedStatement select) throws SQLException {
    List<Found> found = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        found.add(
            new Found(
                new RetentionApi.Candidate(
                    row.getObject("id", UUID.class),
                    row.getString("name"),
                    Scope.valueOf(row.getString("scope")),
                    row.getTimestamp("at").toInstant()),
                row.getTimestamp("updated_at").toInstant()));
      }
    }
    return found;
  }

  /** Everybody who was erased, on whatever ground, newest first. */
  List<RetentionApi.Erased> erasures(Instant before, UUID beforeId, int limit) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(ERASURES)) {
      select.setTimestamp(1, Timestamp.from(before));
      select.setObject(2, beforeId);
      select.setInt(3, limit);
      List<RetentionApi.Erased> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new RetentionApi.Erased(
                  row.getObject("customer_id", UUID.class),
                  Ground.valueOf(row.getString("ground")),
                  row.getString("reason"),
                  row.getString("erased_by"),
                  row.getTimestamp("erased_at").toInstant()));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
