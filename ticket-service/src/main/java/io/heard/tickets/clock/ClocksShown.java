package io.heard.tickets.clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The clocks of a page of tickets, only to look at. They are no entities: a page has three times as
 * many clocks as tickets, and keeping account of each for changes that never come took more time
 * than anything else in a list.
 */
@ApplicationScoped
public class ClocksShown {

  private static final String CURRENT =
      "SELECT "
          + TicketClock.COLUMNS
          + " FROM ticket_clock WHERE ticket_id = ANY (?) AND is_current";

  @Inject DataSource dataSource;

  /** The present clocks by ticket; a ticket without any is not in it. */
  public Map<UUID, List<TicketClock>> of(Collection<UUID> tickets) {
    Map<UUID, List<TicketClock>> clocks = new HashMap<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(CURRENT)) {
      Array ids = connection.createArrayOf("uuid", tickets.toArray());
      select.setArray(1, ids);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          TicketClock clock = TicketClock.shown(rows);
          clocks.computeIfAbsent(clock.ticketId(), ticket -> new ArrayList<>(4)).add(clock);
        }
      }
      return clocks;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
