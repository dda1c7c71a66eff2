package io.heard.customers.contact;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Who owns which contact (table {@code contact}). Its primary key is what makes one customer out of
 * two first contacts at the same moment: a claim waits until whoever claims the same contact has
 * committed or given up, and then knows.
 */
@ApplicationScoped
public class Contacts {

  /** Always in this order, so that two claims of several contacts do not wait for each other. */
  private static final Comparator<Contact> ORDER =
      Comparator.comparing(Contact::kind).thenComparing(Contact::value);

  @Inject DataSource dataSource;

  /**
   * Claims contacts for a customer.
   *
   * @return those it did not get because they are another's; the others are its own now
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Set<Contact> claim(UUID customer, Collection<Contact> contacts) {
    if (contacts.isEmpty()) {
      return Set.of();
    }
    String sql =
        "INSERT INTO contact (kind, value, customer_id) SELECT k, v, ? FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS c (k, v, line)"
            + " ORDER BY line ON CONFLICT (kind, value) DO NOTHING RETURNING kind, value";
    List<Contact> ordered = contacts.stream().distinct().sorted(ORDER).toList();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, customer);
      insert.setArray(2, kinds(connection, ordered));
      insert.setArray(3, values(connection, ordered));
      Set<Contact> missed = new HashSet<>(ordered);
      try (ResultSet row = insert.executeQuery()) {
        while (row.next()) {
          missed.remove(contact(row));
        }
      }
      return missed;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives contacts of a customer free. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void release(UUID customer, Collection<Contact> contacts) {
    if (contacts.isEmpty()) {
      return;
    }
    String sql =
        "DELETE FROM contact WHERE customer_id = ? AND (kind, value) IN (SELECT * FROM unnest(?::text[], ?::text[]))";
    List<Contact> ordered = contacts.stream().distinct().sorted(ORDER).toList();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setObject(1, customer);
      delete.setArray(2, kinds(connection, ordered));
      delete.setArray(3, values(connection, ordered));
      delete.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Moves contacts from one customer to another.
   *
   * @return those that were the first one's, and are the other's now
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Set<Contact> move(UUID from, UUID to, Collection<Contact> contacts) {
    String sql =
        "UPDATE contact SET customer_id = ? WHERE customer_id = ?"
            + " AND (kind, value) IN (SELECT * FROM unnest(?::text[], ?::text[])) RETURNING kind, value";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, to);
      update.setObject(2, from);
      update.setArray(3, kinds(connection, contacts));
      update.setArray(4, values(connection, contacts));
      Set<Contact> moved = new HashSet<>();
      try (ResultSet row = update.executeQuery()) {
        while (row.next()) {
          moved.add(contact(row));
        }
      }
      return moved;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The owners of those of the contacts that have one. */
  public Map<Contact, UUID> owners(Collection<Contact> contacts) {
    String sql =
        "SELECT kind, value, customer_id FROM contact WHERE (kind, value) IN (SELECT * FROM unnest(?::text[], ?::text[]))";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, kinds(connection, contacts));
      select.setArray(2, values(connection, contacts));
      Map<Contact, UUID> owners = new HashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          owners.put(contact(row), row.getObject("customer_id", UUID.class));
        }
      }
      return owners;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The owner of a contact. */
  public Optional<UUID> owner(Contact contact) {
    return Optional.ofNullable(owners(List.of(contact)).get(contact));
  }

  private static Contact contact(ResultSet row) throws SQLException {
    return new Contact(Contact.Kind.valueOf(row.getString("kind")), row.getString("value"));
  }

  private static Array kinds(Connection connection, Collection<Contact> contacts)
      throws SQLException {
    return connection.createArrayOf(
        "text", contacts.stream().map(contact -> contact.kind().name()).toArray());
  }

  private static Array values(Connection connection, Collection<Contact> contacts)
      throws SQLException {
    return connection.createArrayOf("text", contacts.stream().map(Contact::value).toArray());
  }
}
