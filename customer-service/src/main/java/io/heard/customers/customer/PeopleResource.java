package io.heard.customers.customer;

import io.heard.customers.access.Access;
import io.heard.customers.access.AccessApi;
import io.heard.customers.access.AccessLog;
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

/** The people of an organisation. */
@Path("/v1/customers/{id}/people")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Customers")
public class PeopleResource {

  private static final String NEWEST_FIRST = "people";

  @Inject CustomerDoor door;
  @Inject Customers customers;
  @Inject Access access;
  @Inject AccessLog accessLog;

  @GET
  @Transactional
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.ADMIN,
    Roles.INTEGRATION,
    Roles.OPS
  })
  @Operation(
      summary = "People of an organisation, newest first",
      description =
          "Persons who name it among their `organisations`, under its own id or one that was merged into it. None when it is"
              + " no organisation.")
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
                            implementation = CustomerApi.Customer.class),
                        @SchemaProperty(
                            name = "next",
                            type = SchemaType.STRING,
                            nullable = true,
                            description = "Cursor of the page that follows, null on the last")
                      })))
  @APIResponse(responseCode = "400", description = "A limit or cursor that is none")
  @APIResponse(responseCode = "401", description = "No valid bearer token")
  @APIResponse(responseCode = "403", description = "None of the token's roles allows this")
  @APIResponse(
      responseCode = "308",
      description = "Merged: `Location` leads to the people of the one that took it over")
  @APIResponse(responseCode = "404", description = "There is no such customer")
  @APIResponse(responseCode = "410", description = "Its personal data were erased")
  public Response list(
      @PathParam("id") UUID id,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") String limit,
      @Parameter(description = "`next` of the page before") @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, NEWEST_FIRST, 1);
    door.present(id, "/people");
    List<Customer> rows =
        customers.peopleOf(
            id,
            access.onlyClient().orElse(null),
            cursor == null ? null : cursor.uuid(0),
            size.plusOne());
    Page<Customer> page = Page.of(rows, size, person -> Cursor.of(NEWEST_FIRST, person.id()));
    accessLog.read(AccessApi.Action.PEOPLE, page.items().stream().map(Customer::id).toList());
    boolean plain = access.seesContacts();
    return page.map(person -> plain ? person.view() : person.view().masked()).answer(uri);
  }
}
