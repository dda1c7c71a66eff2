package io.heard.tickets.ticket;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.tickets.access.AccessApi;
import io.heard.tickets.access.AccessLog;
import io.heard.tickets.access.CallerRights;
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
    Limit size = Limit.of(limit);
    String sort = query.getFirst("sort");
    return TicketRanking.PARAMETER.equals(sort)
        ? ranked(query, size, after, uri)
        : sorted(query, TicketSort.of(sort), size, after, uri);
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
      MultivaluedMap<String, String> query,
      TicketSort order,
      Limit size,
      String after,
      UriInfo uri) {
    Cursor cursor = Cursor.parse(after, order.parameter(), order.parts());
    TicketFilter filter = visible(query);
    if (cursor != null) {
      order.continueAfter(filter, cursor);
    }
    List<Ticket> found = tickets.find(filter, order, size.plusOne());
    return given(Page.of(found, size, order::cursor), ticket -> ticket, uri);
  }

  private Response ranked(
      MultivaluedMap<String, String> query, Limit size, String after, UriInfo uri) {
    Cursor cursor = Cursor.parse(after, TicketRanking.PARAMETER, 2);
    List<TicketRanking.Ranked> found = ranking.find(visible(query), cursor, size.plusOne());
    return given(
        Page.of(found, size, TicketRanking.Ranked::cursor), TicketRanking.Ranked::ticket, uri);
  }

  private <T> Response given(Page<T> page, Function<T, Ticket> ticket, UriInfo uri) {
    accessLog.read(
        AccessApi.Action.FOUND,
        page.items().stream()
            .map(ticket)
            .map(one -> new AccessLog.Given(one.id(), one.customerId))
            .toList());
    Instant now = clock.instant();
    Caller caller = callers.current();
    return page.map(one -> views.of(ticket.apply(one), now, caller)).answer(uri);
  }

  private TicketFilter visible(MultivaluedMap<String, String> query) {
    TicketFilter filter = TicketFilter.of(query);
    Caller caller = callers.current();
    if (CallerRights.isOnlyIntegration(caller)) {
      filter.condition("client = ?", caller.client() == null ? "" : caller.client());
    }
    return filter;
  }
}
