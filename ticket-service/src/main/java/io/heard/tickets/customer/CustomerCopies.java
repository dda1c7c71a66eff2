package io.heard.tickets.customer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The local copy of the customers, so that logging needs no other service. A merged customer
 * answers as the one they became.
 */
@ApplicationScoped
public class CustomerCopies {

  /** Follows mergers to their end; {@code UNION} stops where they should ever go round. */
  private static final String FOLLOWED =
      "WITH RECURSIVE chain AS (SELECT id, name, tier, merged_into, erased FROM customer_copy WHERE id = (%s) UNION"
          + " SELECT c.id, c.name, c.tier, c.merged_into, c.erased FROM chain JOIN customer_copy c ON c.id = chain.merged_into)"
          + " SELECT id, name, tier FROM chain WHERE merged_into IS NULL AND NOT erased";

  private static final String BY_ID = FOLLOWED.formatted("?");
  private static final String BY_CONTACT =
      FOLLOWED.formatted(
          "SELECT customer_id FROM customer_copy_contact WHERE (kind = 'PHONE' AND value = ?) OR (kind = 'EMAIL' AND value = ?)"
              + " ORDER BY kind DESC LIMIT 1");
  private static final String SAME_AS =
      "WITH RECURSIVE same AS (SELECT CAST(? AS uuid) AS id UNION"
          + " SELECT c.id FROM same JOIN customer_copy c ON c.merged_into = same.id) SELECT id FROM same";

  @Inject DataSource dataSource;

  public Optional<CustomerCopy> byId(UUID id) {
    return find(BY_ID, id);
  }

  /** By phone first, then by email; contacts are in their normal form. */
  public Optional<CustomerCopy> byContact(String phone, String email) {
    return find(BY_CONTACT, phone, email);
  }

  /** Every id under which this customer was known: their own, and those merged into it. */
  public List<UUID> sameAs(UUID id) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(SAME_AS)) {
      select.setObject(1, id);
      List<UUID> ids = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ids.add(row.getObject("id", UUID.class));
        }
      }
      return ids;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<CustomerCopy> find(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(
            i + 1,
            parameters[i],
            parameters[i] instanceof UUID ? java.sql.Types.OTHER : java.sql.Types.VARCHAR);
      }
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new CustomerCopy(
                    row.getObject("id", UUID.class), row.getString("name"), row.getString("tier")))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * How a customer wants to be written to.
   *
   * @param language BCP 47, null when not known
   * @param timeZone IANA, null when not known
   */
  public record Preferences(String language, String timeZone) {

    static final Preferences NONE = new Preferences(null, null);
  }

  /** How this customer wants to be written to, as far as it is known. */
  public Preferences preferences(UUID id) {
    if (id == null) {
      return Preferences.NONE;
    }
    String sql =
        "WITH RECURSIVE chain AS (SELECT * FROM customer_copy WHERE id = ? UNION SELECT c.* FROM chain JOIN customer_copy c"
            + " ON c.id = chain.merged_into) SELECT language, time_zone FROM chain WHERE merged_into IS NULL";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Preferences(row.getString("language"), row.getString("time_zone"))
            : Preferences.NONE;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes over the whole present state of a customer. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void put(CustomerState customer) {
    String upsert =
        "INSERT INTO customer_copy (id, name, tier, language, time_zone, merged_into, erased) VALUES (?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, tier = excluded.tier, language = excluded.language,"
            + " time_zone = excluded.time_zone, merged_into = excluded.merged_into, erased = excluded.erased";
    String forget =
        "DELETE FROM customer_copy_contact WHERE customer_id = ? AND NOT (value = ANY (?))";
    String own =
        "INSERT INTO customer_copy_contact (kind, value, customer_id) SELECT ?, v, ? FROM unnest(?::text[]) AS v ORDER BY v"
            + " ON CONFLICT (kind, value) DO UPDATE SET customer_id = excluded.customer_id";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement state = connection.prepareStatement(upsert);
        PreparedStatement old = connection.prepareStatement(forget);
        PreparedStatement contact = connection.prepareStatement(own)) {
      state.setObject(1, customer.id());
      state.setString(2, customer.name());
      state.setString(3, customer.tier());
      state.setString(4, customer.language());
      state.setString(5, customer.timeZone());
      state.setObject(6, customer.mergedInto());
      state.setBoolean(7, customer.erased());
      state.executeUpdate();
      old.setObject(1, customer.id());
      old.setArray(2, connection.createArrayOf("text", customer.contacts().toArray()));
      old.executeUpdate();
      putContacts(connection, contact, "PHONE", customer.id(), customer.phones());
      putContacts(connection, contact, "EMAIL", customer.id(), customer.emails());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void putContacts(
      Connection connection, PreparedStatement insert, String kind, UUID owner, List<String> values)
      throws SQLException {
    if (values.isEmpty()) {
      return;
    }
    insert.setString(1, kind);
    insert.setObject(2, owner);
    insert.setArray(3, connection.createArrayOf("text", values.toArray()));
    insert.executeUpdate();
  }
}
