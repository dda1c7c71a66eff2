package io.heard.tickets.ticket;

import io.heard.kit.paging.Cursor;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.search.SearchQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Tickets by how well they answer a question. Only the newest answers are weighed, of a common word
 * fewer: the best of half a million would take seconds to find, and nobody looks for it.
 */
@ApplicationScoped
class TicketRanking {

  static final String PARAMETER = "relevance";
  private static final int WEIGHED = 1_000;
  private static final int WEIGHED_OF_COMMON_WORDS = 100;

  @Inject Tickets tickets;

  /** A ticket, and how well it answers. */
  record Ranked(Ticket ticket, float rank) {

    Cursor cursor() {
      return Cursor.of(PARAMETER, Float.toString(rank), ticket.id());
    }
  }

  List<Ranked> find(TicketFilter filter, Cursor cursor, int limit) {
    SearchQuery search = filter.search();
    if (search == null) {
      throw Problem.invalid(
          FieldError.query("sort", "needs-q", "can be relevance only with words in q"));
    }
    List<Object> parameters = new ArrayList<>(filter.parameters());
    if (cursor != null) {
      parameters.add(rank(cursor));
      parameters.add(cursor.uuid(1));
    }
    return tickets.ranked(
        statement(filter, search, cursor != null, limit), parameters, Ranked::new);
  }

  static String statement(TicketFilter filter, SearchQuery search, boolean continued, int limit) {
    boolean common = filter.isSearchCommon();
    String answers =
        common && filter.isOfWordsOnly()
            ? search.newest("x.ticket_id AS id, " + search.rank("x") + " AS rank")
            : textsLookedUp(search, common ? filter.whereBesidesWords() : filter.where());
    return "WITH hits AS MATERIALIZED ("
        + answers
        + " LIMIT "
        + (common ? Math.max(WEIGHED_OF_COMMON_WORDS, limit) : WEIGHED)
        + "), best AS (SELECT id, rank FROM hits"
        + (continued ? " WHERE (rank, id) < (CAST(? AS real), ?)" : "")
        + " ORDER BY rank DESC, id DESC LIMIT "
        + limit
        + ") SELECT ticket.*, best.rank FROM best"
        + " JOIN ticket ON ticket.id = best.id ORDER BY best.rank DESC, best.id DESC";
  }

  /**
   * Each text is looked up by itself, and once: joined, all texts with the words would be read. It
   * also tells whether a ticket answers at all, where the condition on words does not.
   */
  private static String textsLookedUp(SearchQuery search, String where) {
    return "SELECT ticket.id, w.rank FROM ticket CROSS JOIN LATERAL (SELECT "
        + search.rank("x")
        + " AS rank FROM ticket_text x WHERE x.ticket_id = ticket.id AND "
        + search.matches("x")
        + " OFFSET 0) w"
        + where
        + " ORDER BY ticket.id DESC";
  }

  private static float rank(Cursor cursor) {
    try {
      return Float.parseFloat(cursor.text(0));
    } catch (NumberFormatException e) {
      Problem refused =
          Problem.invalid(
              FieldError.query("after", "invalid-cursor", "is not a cursor of this list"));
      refused.initCause(e);
      throw refused;
    }
  }
}
