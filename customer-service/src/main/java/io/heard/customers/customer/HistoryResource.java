package io.heard.customers.customer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.customers.access.Access;
import io.heard.customers.access.AccessApi;
import io.heard.customers.access.AccessLog;
import io.heard.kit.contact.Mask;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The history of a customer over HTTP. */
@Path("/v1/customers/{id}/history")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.ADMIN, Roles.INTEGRATION, Roles.OPS})
@Tag(name = "Customers")
@APIResponse(responseCode = "401", description = "No valid bearer token")
@APIResponse(responseCode = "403", description = "None of the token's roles allows this")
public class HistoryResource {

  private static final String HISTORY = "history";

  @Inject CustomerDoor door;
  @Inject Access access;
  @Inject AccessLog accessLog;
  @Inject Ledger ledger;
  @Inject ObjectMapper json;

  @GET
  @Transactional
  @Operation(
      summary = "History of a customer, oldest first",
      description =
          "The append-only ledger: who changed what when. Each entry's hash covers the one before it. Of a merged customer its"
              + " own. An entry from which personal data were erased says `erased` and keeps the digest of what it held. Those with only the roles ops and admin see contacts masked and no salt.")
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
                            implementation = LedgerEntry.class),
                        @SchemaProperty(
                            name = "next",
                            type = SchemaType.STRING,
                            nullable = true,
                            description = "Cursor of the page that follows, null on the last")
                      })))
  @APIResponse(responseCode = "400", description = "A limit or cursor that is none")
  @APIResponse(responseCode = "404", description = "There is no such customer")
  public Response history(
      @PathParam("id") UUID id,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") String limit,
      @Parameter(description = "`next` of the page before") @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, HISTORY, 1);
    door.evenErased(id);
    List<LedgerEntry> entries =
        ledger.read(
            id,
            cursor == null ? 0 : (int) Math.min(cursor.number(0), Integer.MAX_VALUE),
            size.plusOne());
    accessLog.read(AccessApi.Action.HISTORY, List.of(id));
    return Page.of(entries, size, entry -> Cursor.of(HISTORY, entry.sequence()))
        .map(this::shown)
        .answer(uri);
  }

  private LedgerEntry shown(LedgerEntry entry) {
    return access.seesContacts() ? entry : Mask.entry(entry, json);
  }
}
