package io.heard.customers.customer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.customers.access.Access;
import io.heard.customers.access.AccessApi;
import io.heard.customers.access.AccessLog;
import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.ledger.Origins;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Customers over HTTP. */
@Path("/v1/customers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.ADMIN, Roles.INTEGRATION, Roles.OPS})
@Tag(name = "Customers", description = "Who may demand something of us, and how they are reached")
@APIResponse(responseCode = "401", description = "No valid bearer token")
@APIResponse(responseCode = "403", description = "None of the token's roles allows this")
public class CustomerResource {

  private static final String NEWEST_FIRST = "customers";

  @Inject CustomerDesk desk;
  @Inject CustomerSearch search;
  @Inject CustomerDoor door;
  @Inject Access access;
  @Inject AccessLog accessLog;
  @Inject Origins origins;

  @POST
  @Idempotent
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.ADMIN, Roles.INTEGRATION})
  @Operation(
      summary = "Register a customer",
      description =
          "Only a name is required. A contact belongs to one customer: when one is another's, nothing is changed and the"
              + " answer names whose it is. With an Idempotency-Key a retry is harmless.")
  @Parameter(
      name = "Idempotency-Key",
      in = ParameterIn.HEADER,
      description = "1 to 255 visible ASCII characters; kept at least 24 hours")
  @APIResponse(
      responseCode = "201",
      description = "Registered",
      headers = {
        @Header(name = "Location", description = "Address of the customer"),
        @Header(name = "ETag", description = "Its version")
      },
      content = @Content(schema = @Schema(implementation = CustomerApi.Customer.class)))
  @APIResponse(
      responseCode = "400",
      description = "Not valid; every offending field is named in `errors`")
  @APIResponse(
      responseCode = "409",
      description =
          "`contact-taken`: a contact is another's; `customer` is the id of the first owner, `conflicts` lists"
              + " pointer and customer of each. An integration is told no id of a customer it may not see.")
  @APIResponse(
      responseCode = "422",
      description = "The Idempotency-Key came with another request before")
  public Response register(CustomerApi.Details details, @Context UriInfo uri) {
    CustomerApi.Customer customer = desk.register(details, origins.caller());
    return Response.created(
            UriBuilder.fromResource(CustomerResource.class).path(customer.id().toString()).build())
        .header(HttpHeaders.ETAG, ETags.of(customer.version()))
        .entity(shown(customer))
        .build();
  }

  @GET
  @Path("{id}")
  @Transactional
  @Operation(
      summary = "Read a customer",
      description =
          "The address of one that was merged leads to the customer that took it over (308). Those with only the roles ops"
              + " and admin see contacts masked. An integration sees what came through its own client; what it is given is"
              + " written to the access log.")
  @APIResponse(
      responseCode = "200",
      description = "The customer",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = CustomerApi.Customer.class)))
  @APIResponse(responseCode = "304", description = "Not changed since the version of If-None-Match")
  @APIResponse(
      responseCode = "308",
      description = "Merged: `Location` and `mergedInto` say where it lives on. Not to be cached.",
      headers = @Header(name = "Location", description = "The customer that took it over"))
  @APIResponse(responseCode = "404", description = "There is no such customer")
  @APIResponse(responseCode = "410", description = "Its personal data were erased")
  public Response read(
      @PathParam("id") UUID id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    CustomerApi.Customer customer = door.present(id, "").view();
    boolean known = ETags.notModified(ifNoneMatch, customer.version());
    if (!known) {
      accessLog.read(AccessApi.Action.READ, List.of(id));
    }
    Response.ResponseBuilder answer = known ? Response.notModified() : Response.ok(shown(customer));
    return answer.header(HttpHeaders.ETAG, ETags.of(customer.version())).build();
  }

  @PATCH
  @Path("{id}")
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.ADMIN, Roles.INTEGRATION})
  @Operation(
      summary = "Change a customer",
      description =
          "JSON Merge Patch (RFC 7396): a field that is given replaces the old value, lists as a whole; null takes the"
              + " value away, so that the default holds again. A patch that changes nothing leaves no trace. Send"
              + " If-Match to be safe from overwriting what others have changed.")
  @RequestBody(
      content = {
        @Content(
            mediaType = "application/merge-patch+json",
            schema = @Schema(implementation = CustomerApi.Details.class)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = CustomerApi.Details.class))
      })
  @APIResponse(
      responseCode = "200",
      description = "The customer as it is now",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = CustomerApi.Customer.class)))
  @APIResponse(
      responseCode = "400",
      description = "Not valid; every unknown, read-only or offending field is named in `errors`")
  @APIResponse(responseCode = "404", description = "There is no such customer")
  @APIResponse(
      responseCode = "409",
      description =
          "`contact-taken`: a contact is another's; `customer-merged`: change the one in `mergedInto`; `has-people`: an"
              + " organisation with people stays one")
  @APIResponse(responseCode = "410", description = "Its personal data were erased")
  @APIResponse(responseCode = "412", description = "Changed since the version of If-Match")
  public Response change(
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      ObjectNode patch) {
    CustomerApi.Customer customer = desk.change(id, ifMatch, patch, origins.caller());
    return Response.ok(shown(customer))
        .header(HttpHeaders.ETAG, ETags.of(customer.version()))
        .build();
  }

  @GET
  @Operation(
      summary = "Find customers, newest first",
      description =
          "By a contact, by a part of the name, or all. Filters that are given must all hold. Merged and erased customers are"
              + " left out.")
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
  @APIResponse(responseCode = "400", description = "A phone, limit or cursor that is none")
  public Response find(
      @Parameter(description = "Exactly this phone number, in any notation") @QueryParam("phone")
          String phone,
      @Parameter(description = "Exactly this email address, in upper or lower case")
          @QueryParam("email")
          String email,
      @Parameter(
              description =
                  "Part of the name, 1 to 200 characters in any script; case and accents do not matter")
          @QueryParam("q")
          String fragment,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") String limit,
      @Parameter(description = "`next` of the page before") @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, NEWEST_FIRST, 1);
    List<Customer> rows =
        search.find(phone, email, fragment, cursor == null ? null : cursor.uuid(0), size);
    Page<Customer> page = Page.of(rows, size, customer -> Cursor.of(NEWEST_FIRST, customer.id()));
    accessLog.read(AccessApi.Action.FOUND, page.items().stream().map(Customer::id).toList());
    return page.map(customer -> shown(customer.view())).answer(uri);
  }

  /** With contacts only for those who need them. */
  private CustomerApi.Customer shown(CustomerApi.Customer customer) {
    return access.seesContacts() ? customer : customer.masked();
  }
}
