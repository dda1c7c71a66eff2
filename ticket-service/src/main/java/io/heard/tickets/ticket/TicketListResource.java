package io.heard.tickets.ticket;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lists of tickets: filter, keyset, page. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tickets")
public class TicketListResource {

  @Inject TicketLists lists;

  @GET
  @ChecksQuery
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(
      summary = "Tickets",
      description =
          "Filters are joined by AND; state, channel, kind and priority take several values, separated by commas. Keyset paging: follow "
              + "`next` (or Link rel=next); rows written meanwhile are neither skipped nor doubled. An integration sees only its own.")
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      description =
          "LOGGED, ACKNOWLEDGED, IN_PROGRESS, WAITING_FOR_CUSTOMER, WAITING_FOR_OTHERS, RESOLVED, CLOSED, DECLINED, MERGED")
  @Parameter(
      name = "owner",
      in = ParameterIn.QUERY,
      description = "Username of the person who owns it")
  @Parameter(name = "team", in = ParameterIn.QUERY, description = "Name of the team that owns it")
  @Parameter(
      name = "receiver",
      in = ParameterIn.QUERY,
      description = "Username of the first receiver")
  @Parameter(name = "customer", in = ParameterIn.QUERY, description = "A customer's id")
  @Parameter(name = "channel", in = ParameterIn.QUERY)
  @Parameter(name = "kind", in = ParameterIn.QUERY)
  @Parameter(name = "priority", in = ParameterIn.QUERY, description = "P1 to P4")
  @Parameter(name = "tag", in = ParameterIn.QUERY)
  @Parameter(
      name = "breached",
      in = ParameterIn.QUERY,
      description = "true: something is owed that should have been done already")
  @Parameter(
      name = "dueBefore",
      in = ParameterIn.QUERY,
      description = "RFC 3339; of the earliest clock that runs")
  @Parameter(name = "loggedFrom", in = ParameterIn.QUERY, description = "RFC 3339, inclusive")
  @Parameter(name = "loggedTo", in = ParameterIn.QUERY, description = "RFC 3339, exclusive")
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description =
          "All words, wherever they are in subject, customer name, product, external reference, request, notes, contacts, feedbacks or the need; "
              + "the end of a word may be left out, small and capital letters and accents are the same; Chinese and the like by any part. "
              + "Found within a second of the change. Or a number, found at once")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 200, default 50")
  public Response list(
      @Parameter(
              description =
                  "due, -logged (default), priority, or relevance: with q, the best of the newest 1,000 answers first (of the newest 100, or as many as a page holds, if 2 % of the newest demands hold the words)")
          @QueryParam("sort")
          String sort,
      @Parameter(description = "Cursor from `next`") @QueryParam("after") String after,
      @Context UriInfo uri) {
    return lists.answer(
        uri.getQueryParameters(), uri.getQueryParameters().getFirst("limit"), after, uri);
  }
}
