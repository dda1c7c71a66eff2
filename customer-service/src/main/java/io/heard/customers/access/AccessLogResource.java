package io.heard.customers.access;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.QueryIds;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who was given whose personal data. */
@Path("/v1/access-log")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN})
@Tag(name = "Privacy")
public class AccessLogResource {

  private static final String NEWEST_FIRST = "access-log";
  private static final Set<String> PARAMETERS = Set.of("customer", "client", "limit", "after");

  @Inject AccessLog log;

  @GET
  @ChecksQuery
  @Transactional
  @Operation(
      summary = "Who was given whose personal data, newest first",
      description =
          "Every answer with personal data that an integration got, and every export. Kept for good; holds no personal"
              + " data itself.")
  @APIResponse(
      responseCode = "200",
      description = "A page; `Link: rel=next` when there is more",
      content =
          @Content(
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      properties = {
                        @SchemaProperty(
                            name = "items",
                            type = SchemaType.ARRAY,
                            implementation = AccessApi.Access.class),
                        @SchemaProperty(
                            name = "next",
                            type = SchemaType.STRING,
                            nullable = true,
                            description = "Cursor of the page that follows, null on the last")
                      })))
  @APIResponse(responseCode = "400", description = "An id, limit or cursor that is none")
  @APIResponse(responseCode = "401", description = "No valid bearer token")
  @APIResponse(responseCode = "403", description = "None of the token's roles allows this")
  @Parameter(
      name = "customer",
      in = ParameterIn.QUERY,
      description = "Only those about this customer, by exactly this id",
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
    Limit size = mistakes.in(() -> Limit.of(query.getFirst("limit")));
    UUID start = mistakes.in(() -> start(after));
    mistakes.refuse();
    List<AccessApi.Access> rows = log.find(about, client, start, size.plusOne());
    return Page.of(rows, size, entry -> Cursor.of(NEWEST_FIRST, entry.id())).answer(uri);
  }

  private static UUID start(String after) {
    Cursor cursor = Cursor.parse(after, NEWEST_FIRST, 1);
    return cursor == null ? null : cursor.uuid(0);
  }
}
