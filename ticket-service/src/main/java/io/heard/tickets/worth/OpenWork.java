package io.heard.tickets.worth;

import io.heard.kit.sql.Sql;
import io.heard.tickets.follow.TicketFollower;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/**
 * Keeps the list of tickets on which work is owed, with whose they are, when the next thing is due
 * and what they are worth. A closed ticket on which an answer is owed counts as well.
 */
@ApplicationScoped
public class OpenWork implements TicketFollower {

  /**
   * Value and a month of delay, over the hours that are left; at least one hour, so that what is
   * nearly done does not outweigh everything.
   */
  static final String WORTH =
      "coalesce((w.value + 30 * w.delay_cost_per_day) / greatest(1, (coalesce(w.effort_minutes, 480) - w.spent_minutes) / 60.0), 0)";

  private static final String GONE =
      "DELETE FROM open_work WHERE ticket_id = ANY (?) AND NOT EXISTS (SELECT FROM ticket t WHERE t.id = ticket_id AND (t.state IN"
          + " ('LOGGED', 'ACKNOWLEDGED', 'IN_PROGRESS', 'WAITING_FOR_CUSTOMER', 'WAITING_FOR_OTHERS') OR t.due_at IS NOT NULL))";
  private static final String THERE =
      "INSERT INTO open_work (ticket_id, team, person, due_at, worth) SELECT t.id, t.owner_team, t.owner_person, coalesce(t.due_at, 'infinity'), "
          + WORTH
          + " FROM ticket t LEFT JOIN ticket_worth w ON w.ticket_id = t.id WHERE t.id = ANY (?) AND (t.state IN ('LOGGED', 'ACKNOWLEDGED',"
          + " 'IN_PROGRESS', 'WAITING_FOR_CUSTOMER', 'WAITING_FOR_OTHERS') OR t.due_at IS NOT NULL) ON CONFLICT (ticket_id) DO UPDATE"
          + " SET team = EXCLUDED.team, person = EXCLUDED.person, due_at = EXCLUDED.due_at, worth = EXCLUDED.worth"
          + " WHERE (open_work.team, open_work.person, open_work.due_at, open_work.worth)"
          + " IS DISTINCT FROM (EXCLUDED.team, EXCLUDED.person, EXCLUDED.due_at, EXCLUDED.worth)";

  @Inject Sql sql;

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void changed(List<UUID> tickets) {
    sql.update(GONE, tickets);
    sql.update(THERE, tickets);
  }
}
