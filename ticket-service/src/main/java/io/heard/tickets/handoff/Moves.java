package io.heard.tickets.handoff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.tickets.ticket.TicketApi.Owner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * How a demand has moved between desks and in and out of waiting, and what was done in between:
 * read from its ledger, which is the only record of it.
 */
@ApplicationScoped
class Moves {

  private static final String PREFIX = "heard.ticket.";
  private static final String SUFFIX = ".v1";

  /** What brings a demand on. To take it, to put it on hold or to hand it off does not. */
  private static final Set<String> WORK =
      Set.of("started", "fed-back", "action-done", "promise-kept", "resolved", "reopened");

  /** What shows that the receiving side has taken it, or that it is theirs no more. */
  private static final Set<String> ANSWERS =
      Set.of(
          "handoff-accepted",
          "handoff-bounced",
          "acknowledged",
          "started",
          "waiting",
          "resumed",
          "resolved",
          "closed",
          "declined",
          "reopened",
          "merged");

  private static final List<String> READ =
      List.of(
          "started",
          "fed-back",
          "action-done",
          "promise-kept",
          "resolved",
          "reopened",
          "handoff-accepted",
          "handoff-bounced",
          "acknowledged",
          "waiting",
          "resumed",
          "closed",
          "declined",
          "merged",
          "handed-off",
          "contacted",
          "ping-pong");

  @Inject EntityManager entities;
  @Inject ObjectMapper json;

  /** An entry of the ledger. */
  record Move(String what, String actor, JsonNode data) {

    boolean is(String other) {
      return what.equals(other);
    }

    boolean isWork() {
      return WORK.contains(what);
    }

    Owner from() {
      return owner("from");
    }

    Owner to() {
      return owner("to");
    }

    private Owner owner(String which) {
      return new Owner(
          data.at("/" + which + "/team").textValue(), data.at("/" + which + "/person").textValue());
    }
  }

  /** Oldest first; without what the present transaction has not written yet. */
  List<Move> of(UUID ticket) {
    List<?> rows =
        entities
            .createNativeQuery(
                "SELECT type, actor, data FROM ledger WHERE aggregate_id = ?1 AND type = ANY (?2) ORDER BY sequence")
            .setParameter(1, ticket)
            .setParameter(
                2, READ.stream().map(what -> PREFIX + what + SUFFIX).toArray(String[]::new))
            .getResultList();
    return rows.stream().map(row -> move((Object[]) row)).toList();
  }

  private Move move(Object[] row) {
    String type = (String) row[0];
    try {
      return new Move(
          type.substring(PREFIX.length(), type.length() - SUFFIX.length()),
          (String) row[1],
          json.readTree((String) row[2]));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The handoff that the receiving side has not answered yet. */
  static Optional<Move> pending(List<Move> moves) {
    Move pending = null;
    for (Move move : moves) {
      if (move.is("handed-off")) {
        pending = move;
      } else if (ANSWERS.contains(move.what())) {
        pending = null;
      }
    }
    return Optional.ofNullable(pending);
  }

  /** What happened since work was done last. */
  static List<Move> sinceWork(List<Move> moves) {
    int from = 0;
    for (int i = 0; i < moves.size(); i++) {
      if (moves.get(i).isWork()) {
        from = i + 1;
      }
    }
    return moves.subList(from, moves.size());
  }
}
