package io.heard.tickets.ticket;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.tickets.access.AccessApi;
import io.heard.tickets.access.AccessLog;
import io.heard.tickets.access.CallerRights;
import io.heard.tickets.search.SearchSample;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Lists of tickets by filter, in one of the orders, page by page. */
@ApplicationScoped
public class TicketLists {

  @Inject Tickets tickets;
  @Inject TicketRanking ranking;
  @Inject SearchSample sample;
  @Inject TicketViews views;
  @Inject Callers callers;
  @Inject AccessLog accessLog;
  @Inject Clock clock;

  /**
   * A page.
   *
   * @param query filters and {@code sort}, as {@code GET /v1/tickets} takes them
   * @param uri where the next page is asked for
   */
  public Response answer(
      MultivaluedMap<String, String> query, String limit, String after, UriInfo uri) {
    Mistakes mistakes = new Mistakes();
    Limit size = mistakes.in(() -> Limit.of(limit));
    TicketFilter filter = mistakes.in(() -> TicketFilter.of(query));
    String sort = query.getFirst("sort");
    if (TicketRanking.PARAMETER.equals(sort)) {
      Cursor cursor = mistakes.in(() -> Cursor.parse(after, TicketRanking.PARAMETER, 2));
      mistakes.refuse();
      return ranked(prepared(filter), size, cursor, uri);
    }
    TicketSort order = mistakes.in(() -> TicketSort.of(sort));
    Cursor cursor =
        order == null
            ? null
            : mistakes.in(() -> Cursor.parse(after, order.parameter(), order.parts()));
    mistakes.refuse();
    return sorted(prepared(filter), order, size, cursor, uri);
  }

  /** 400 naming every parameter that a list would not take. */
  public void check(MultivaluedMap<String, String> query) {
    TicketFilter filter = TicketFilter.of(query);
    String sort = query.getFirst("sort");
    if (!TicketRanking.PARAMETER.equals(sort)) {
      TicketSort.of(sort);
    } else if (filter.search() == null) {
      throw Problem.invalid(
          FieldError.query("sort", "needs-q", "can be relevance only with words in q"));
    }
  }

  private Response sorted(
      TicketFilter filter, TicketSort order, Limit size, Cursor cursor, UriInfo uri) {
    if (cursor != null) {
      order.continueAfter(filter, cursor);
    }
    List<Ticket> found = tickets.find(filter, order, size.plusOne());
    return given(Page.of(found, size, order::cursor), ticket -> ticket, uri);
  }

  private Response ranked(TicketFilter filter, Limit size, Cursor cursor, UriInfo uri) {
    List<TicketRanking.Ranked> found = ranking.find(filter, cursor, size.plusOne());
    return given(
        Page.of(found, size, TicketRanking.Ranked::cursor), TicketRanking.Ranked::ticket, uri);
  }

  private <T> Response given(Page<T> page, Function<T, Ticket> ticket, UriInfo uri) {
    accessLog.read(
        AccessApi.Action.FOUND,
        page.items().stream().map(ticket).map(GivenTickets::of).flatMap(List::stream).toList());
    Instant now = clock.instant();
    Caller caller = callers.current();
    return page.map(one -> views.of(ticket.apply(one), now, caller)).answer(uri);
  }

  /** What the caller may see, the words looked for in the way that fits them. */
  private TicketFilter prepared(TicketFilter filter) {
    if (filter.search() != null && sample.isCommon(filter.search())) {
      filter.searchIsCommon();
    }
    Caller caller = callers.current();
    if (CallerRights.isOnlyIntegration(caller)) {
      filter.condition("client = ?", caller.client() == null ? "" : caller.client());
    }
    return filter;
  }
}
