package io.heard.tickets.access;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.QueryIds;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which integration was given whose tickets. */
@Path("/v1/access-log")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN})
@Tag(name = "Privacy", description = "To whom personal data were given, and their export")
public class AccessLogResource {

  private static final String NEWEST_FIRST = "access-log";
  private static final Set<String> PARAMETERS =
      Set.of("customer", "ticket", "client", "limit", "after");

  @Inject AccessLog log;

  @GET
  @ChecksQuery
  @Operation(
      summary = "Who was given whose tickets, newest first",
      description =
          "Every answer with tickets of customers that an integration got, and every export; what an integration logged itself stands in the"
              + " ledger. Filters are joined by AND. Kept for good; holds no personal data itself.")
  @Parameter(
      name = "customer",
      in = ParameterIn.QUERY,
      description = "Only those about this customer, by exactly this id",
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(
      name = "ticket",
      in = ParameterIn.QUERY,
      description = "Only those about this ticket, by id",
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 200, default 50")
  public Response find(
      @Parameter(description = "Only those by this OAuth client") @QueryParam("client")
          String client,
      @Parameter(description = "`next` of the page before") @QueryParam("after") String after,
      @Context UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    Mistakes mistakes = new Mistakes().unknown(query, PARAMETERS);
    UUID about = mistakes.in(() -> QueryIds.read("customer", query));
    UUID on = mistakes.in(() -> QueryIds.read("ticket", query));
    Limit size = mistakes.in(() -> Limit.of(query.getFirst("limit")));
    UUID start = mistakes.in(() -> start(after));
    mistakes.refuse();
    List<AccessApi.Access> rows = log.find(about, on, client, start, size.plusOne());
    return Page.of(rows, size, entry -> Cursor.of(NEWEST_FIRST, entry.id())).answer(uri);
  }

  private static UUID start(String after) {
    Cursor cursor = Cursor.parse(after, NEWEST_FIRST, 1);
    return cursor == null ? null : cursor.uuid(0);
  }
}
