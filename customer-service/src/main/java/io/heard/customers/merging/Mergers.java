package io.heard.customers.merging;

import io.heard.customers.contact.Contact;
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
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Who was merged into whom, and with which contacts (table {@code merger}). */
@ApplicationScoped
class Mergers {

  /** The merger in force of a merged customer, with the contacts it brought. */
  record InForce(UUID id, List<Contact> contacts) {}

  @Inject DataSource dataSource;

  @Transactional(Transactional.TxType.MANDATORY)
  void add(MergeApi.Merger merger, List<Contact> contacts) {
    String sql =
        "INSERT INTO merger (id, merged, survivor, phones, emails, reason, merged_by, merged_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, merger.id());
      insert.setObject(2, merger.merged());
      insert.setObject(3, merger.survivor());
      insert.setArray(4, texts(connection, Contact.values(contacts, Contact.Kind.PHONE)));
      insert.setArray(5, texts(connection, Contact.values(contacts, Contact.Kind.EMAIL)));
      insert.setString(6, merger.reason());
      insert.setString(7, merger.mergedBy());
      insert.setTimestamp(8, Timestamp.from(merger.mergedAt()));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The merger in force of a customer who is merged and locked. */
  InForce inForce(UUID merged) {
    String sql = "SELECT id, phones, emails FROM merger WHERE merged = ? AND undone_at IS NULL";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, merged);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("no merger of " + merged + " is in force");
        }
        List<Contact> contacts = new ArrayList<>();
        texts(row.getArray("phones")).forEach(phone -> contacts.add(Contact.phone(phone)));
        texts(row.getArray("emails")).forEach(email -> contacts.add(Contact.email(email)));
        return new InForce(row.getObject("id", UUID.class), contacts);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void undo(UUID merger, String reason, String by, Instant at) {
    String sql = "UPDATE merger SET undo_reason = ?, undone_by = ?, undone_at = ? WHERE id = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, reason);
      update.setString(2, by);
      update.setTimestamp(3, Timestamp.from(at));
      update.setObject(4, merger);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Mergers a customer had part in under an id, newest first. */
  List<MergeApi.Merger> of(UUID customer, UUID before, int limit) {
    String sql =
        "SELECT * FROM merger WHERE (merged = ? OR survivor = ?)"
            + (before == null ? "" : " AND id < ?")
            + " ORDER BY id DESC LIMIT ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      int parameter = 0;
      select.setObject(++parameter, customer);
      select.setObject(++parameter, customer);
      if (before != null) {
        select.setObject(++parameter, before);
      }
      select.setInt(++parameter, limit);
      List<MergeApi.Merger> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(merger(row));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MergeApi.Merger merger(ResultSet row) throws SQLException {
    Timestamp undoneAt = row.getTimestamp("undone_at");
    return new MergeApi.Merger(
        row.getObject("id", UUID.class),
        row.getObject("merged", UUID.class),
        row.getObject("survivor", UUID.class),
        row.getString("reason"),
        row.getString("merged_by"),
        row.getTimestamp("merged_at").toInstant(),
        row.getString("undo_reason"),
        row.getString("undone_by"),
        undoneAt == null ? null : undoneAt.toInstant());
  }

  private static Array texts(Connection connection, List<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }
}
