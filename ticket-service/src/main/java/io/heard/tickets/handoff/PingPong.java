package io.heard.tickets.handoff;

import io.heard.tickets.handoff.HandoffApi.Pattern;
import io.heard.tickets.handoff.Moves.Move;
import io.heard.tickets.ticket.Ticket;
import io.heard.tickets.ticket.TicketApi.Owner;
import io.heard.tickets.ticket.TicketPart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees when a demand only moves: back to whom it came from, through too many hands, in and out of
 * waiting. Each pattern is told once, until somebody works on it.
 */
@ApplicationScoped
public class PingPong implements TicketPart {

  @Inject Moves moves;
  @Inject HandoffSettings settings;

  @Override
  public void handedOff(Ticket ticket, Owner from, Instant now) {
    List<Move> idle = Moves.sinceWork(moves.of(ticket.id()));
    List<Move> hops =
        idle.stream().filter(move -> move.is("handed-off") || move.is("handoff-bounced")).toList();
    int handoffs = 1 + (int) hops.stream().filter(move -> move.is("handed-off")).count();
    if (hops.stream().anyMatch(hop -> sameDesk(hop.from(), ticket.owner()))) {
      raise(ticket, idle, Pattern.RETURNED, handoffs, now);
    }
    if (handoffs > settings.hops()) {
      raise(ticket, idle, Pattern.HOPS, handoffs, now);
    }
  }

  @Override
  public void putOnHold(Ticket ticket, Instant now) {
    List<Move> idle = Moves.sinceWork(moves.of(ticket.id()));
    int heard = 0;
    for (int i = 0; i < idle.size(); i++) {
      heard = idle.get(i).is("contacted") ? i + 1 : heard;
    }
    List<Move> silent = idle.subList(heard, idle.size());
    int waits = 1 + (int) silent.stream().filter(move -> move.is("waiting")).count();
    if (waits >= settings.waits()) {
      raise(ticket, silent, Pattern.TOGGLING, waits, now);
    }
  }

  private static void raise(
      Ticket ticket, List<Move> idle, Pattern pattern, int count, Instant now) {
    boolean known =
        idle.stream()
            .anyMatch(
                move ->
                    move.is("ping-pong")
                        && pattern.name().equals(move.data().path("pattern").textValue()));
    if (!known) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("pattern", pattern);
      data.put("count", count);
      ticket.enter("ping-pong", now, data, now);
    }
  }

  /** The same person; where one of the two names none, the same team. */
  private static boolean sameDesk(Owner one, Owner other) {
    boolean persons = one.person() != null && other.person() != null;
    return persons
        ? one.person().equals(other.person())
        : one.team() != null && one.team().equals(other.team());
  }
}
