package io.heard.tickets.ticket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Numbers for people: {@code D-<year>-<number>}. A replica takes them from the database in blocks,
 * so that numbering is no bottleneck; unique always, without gaps or in order of logging only by
 * and large.
 */
@ApplicationScoped
public class TicketNumbers {

  private static final long BLOCK = 64;

  @Inject DataSource dataSource;

  private long next;
  private long end;

  /** A number nobody else has. */
  public synchronized String next(Instant at) {
    if (next == end) {
      next = takeBlock() * BLOCK - BLOCK + 1;
      end = next + BLOCK;
    }
    return String.format(Locale.ROOT, "D-%d-%07d", at.atOffset(ZoneOffset.UTC).getYear(), next++);
  }

  private long takeBlock() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT nextval('ticket_number_block')");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
