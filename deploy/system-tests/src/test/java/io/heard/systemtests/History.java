package io.heard.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is legal in the life of a ticket, after DESIGN §4 and nothing else: which event may lead
 * from which state to which, numbers without a hole, one beginning.
 */
final class History {
  private static final Set<String> WAITING = Set.of("WAITING_FOR_CUSTOMER", "WAITING_FOR_OTHERS");
  private static final Set<String> WORKED =
      Set.of("IN_PROGRESS", "WAITING_FOR_CUSTOMER", "WAITING_FOR_OTHERS");
  private static final Set<String> OPEN =
      Set.of("LOGGED", "ACKNOWLEDGED", "IN_PROGRESS", "WAITING_FOR_CUSTOMER", "WAITING_FOR_OTHERS");

  /** What a transition begins from and leads to. */
  private record Move(Set<String> from, Set<String> to) {}

  private static final Map<String, Move> MOVES =
      Map.of(
          "acknowledged", new Move(Set.of("LOGGED"), Set.of("ACKNOWLEDGED")),
          "started", new Move(Set.of("ACKNOWLEDGED"), Set.of("IN_PROGRESS")),
          "waiting", new Move(Set.of("IN_PROGRESS"), WAITING),
          "resumed", new Move(WAITING, Set.of("IN_PROGRESS")),
          "resolved", new Move(WORKED, Set.of("RESOLVED")),
          "closed", new Move(Set.of("RESOLVED"), Set.of("CLOSED")),
          "reopened", new Move(Set.of("RESOLVED", "CLOSED", "DECLINED"), Set.of("IN_PROGRESS")),
          "declined", new Move(OPEN, Set.of("DECLINED")));

  private final List<Ledger.Entry> entries;

  History(List<Ledger.Entry> entries) {
    this.entries = entries;
  }

  /** What does not fit, in words. */
  List<String> contradictions() {
    List<String> found = new ArrayList<>();
    String state = "nothing";
    for (int number = 1; number <= entries.size(); number++) {
      Ledger.Entry entry = entries.get(number - 1);
      JsonNode ticket = entry.json().path("ticket");
      if (entry.sequence() != number || ticket.path("version").asInt() != number) {
        found.add("number " + number + " is " + entry);
      }
      String next = ticket.path("state").asText();
      if (!isLegal(entry.what(), state, next)) {
        found.add(number + ": " + entry.what() + " leads from " + state + " to " + next);
      }
      state = next;
    }
    return found;
  }

  private static boolean isLegal(String what, String from, String to) {
    if (what.equals("logged") || from.equals("nothing")) {
      return what.equals("logged") && from.equals("nothing") && to.equals("LOGGED");
    }
    Move move = MOVES.get(what);
    return move == null ? from.equals(to) : move.from().contains(from) && move.to().contains(to);
  }

  /** Whether the ticket was in that state after so many events. */
  boolean confirms(Demand.Told told) {
    return told.version() >= 1
        && told.version() <= entries.size()
        && entries.get(told.version() - 1).json().at("/ticket/state").asText().equals(told.state());
  }
}
