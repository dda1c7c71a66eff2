package io.heard.tickets.intake;

import io.heard.kit.contact.Mentions;
import io.heard.tickets.ticket.ContactsErased;
import io.heard.tickets.ticket.Holding;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What failed rows of imports say about somebody. When they are erased it is taken out: that the
 * row failed stays, what it said goes. Rows that were logged hold nothing any more, and those that
 * wait become tickets of somebody who is new.
 */
@ApplicationScoped
class FailedRows implements Holding {

  /**
   * Rows that may mention somebody; the closer look is taken here. What a row says is folded once
   * and not for each contact, and blanks and letters go in runs: with rows of megabytes the other
   * ways take longer than a statement may, and nobody would be erased any more.
   */
  private static final String CANDIDATES =
      "SELECT import_id, row, source FROM (SELECT import_id, row, source, lower(words) AS words, regexp_replace(words, '\\D+', '', 'g') AS digits"
          + " FROM (SELECT import_id, row, source, normalize(source, NFKC) AS words FROM ticket_import_row"
          + " WHERE state = 'FAILED' AND source IS NOT NULL OFFSET 0) AS failed OFFSET 0) AS folded"
          + " WHERE EXISTS (SELECT 1 FROM unnest(?::text[]) AS needle WHERE strpos(words, needle) > 0 OR strpos(digits, needle) > 0)"
          + " ORDER BY import_id, row";

  private static final String ERASE =
      "UPDATE ticket_import_row SET source = NULL, errors = '[{\"code\": \"erased\", \"message\": \"Whom it was about has been erased.\"}]'"
          + " WHERE import_id = ? AND row = ? AND state = 'FAILED'";

  /** A row that could not be logged. */
  record Failed(UUID importId, int row, String source) {}

  @Inject DataSource dataSource;

  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes ContactsErased erased) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement erase = connection.prepareStatement(ERASE)) {
      for (Failed row : failed(connection, new Mentions(erased.phones(), erased.emails()))) {
        erase.setObject(1, row.importId());
        erase.setInt(2, row.row());
        erase.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "importRows";
  }

  @Override
  public List<Failed> of(Whose whose) {
    try (Connection connection = dataSource.getConnection()) {
      return failed(connection, new Mentions(whose.phones(), whose.emails()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Failed> failed(Connection connection, Mentions mentions) throws SQLException {
    Set<Failed> found = new LinkedHashSet<>();
    try (PreparedStatement select = connection.prepareStatement(CANDIDATES)) {
      select.setArray(1, connection.createArrayOf("text", mentions.needles().toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          if (mentions.in(row.getString("source"))) {
            found.add(
                new Failed(
                    row.getObject("import_id", UUID.class),
                    row.getInt("row"),
                    row.getString("source")));
          }
        }
      }
    }
    return List.copyOf(found);
  }
}
