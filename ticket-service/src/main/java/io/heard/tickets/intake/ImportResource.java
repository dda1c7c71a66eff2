package io.heard.tickets.intake;

import io.heard.kit.http.BodyText;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.tickets.intake.ImportApi.RowState;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Files of demands. */
@Path("/v1/tickets/imports")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION})
@Tag(name = "Intake")
public class ImportResource {

  static final String CSV = "text/csv";
  static final String NDJSON = "application/x-ndjson";
  private static final String NEWEST = "imports";
  private static final String ROWS = "import-rows";

  @Inject ImportDesk desk;

  @POST
  @Idempotent
  @Consumes({CSV, NDJSON})
  @Operation(
      summary = "Import a file of demands",
      description =
          "CSV (RFC 4180, comma, header row) or NDJSON (a NewTicket a line), UTF-8 with or without byte order mark or the charset of the "
              + "Content-Type, such as windows-1252, up to heard.imports.max-rows rows "
              + "(50000) and heard.http.max-body bytes (4 MiB). Columns: customer.id, customer.name, customer.phone, customer.email, channel, kind, "
              + "stage, subject, statedRequest, impact, urgency, product, team, tags (separated by ;), externalRef, customFields.<name>. 202 means the "
              + "file is stored; its rows are logged in the background, each once, and those that cannot be are kept with the reason.")
  @APIResponse(
      responseCode = "202",
      description = "Stored; Location is where its progress is",
      content = @Content(schema = @Schema(implementation = ImportApi.View.class)))
  @APIResponse(responseCode = "400", description = "No such file at all; nothing was stored")
  @APIResponse(
      responseCode = "409",
      description =
          "`already-imported`: the same caller has sent the same file before (member `import` says which); with again=true it is taken once more")
  @APIResponse(responseCode = "413", description = "Too many bytes or rows")
  public Response add(
      @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type,
      @QueryParam("again") String again,
      byte[] body) {
    boolean csv = type.getSubtype().equalsIgnoreCase("csv");
    ImportApi.View stored = desk.add(csv, BodyText.decode(body, type), isTrue(again));
    return Response.accepted(stored)
        .location(URI.create("/v1/tickets/imports/" + stored.id()))
        .build();
  }

  private static boolean isTrue(String again) {
    if (again == null || again.equals("false")) {
      return false;
    }
    if (again.equals("true")) {
      return true;
    }
    throw Problem.invalid(FieldError.query("again", "malformed", "must be true or false"));
  }

  @GET
  @Operation(
      summary = "Imports",
      description = "Newest first. Leads see everybody's, others their own.")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, NEWEST, 1);
    List<ImportApi.View> found = desk.newest(cursor == null ? null : cursor.uuid(0), size);
    return Page.of(found, size, view -> Cursor.of(NEWEST, view.id())).answer(uri);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "How far an import is")
  public ImportApi.View get(@PathParam("id") UUID id) {
    return desk.visible(id).view();
  }

  @GET
  @Path("{id}/rows")
  @Operation(
      summary = "The rows of an import",
      description = "In the order of the file; state=PENDING, DONE or FAILED picks some.")
  public Response rows(
      @PathParam("id") UUID id,
      @QueryParam("state") String state,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, ROWS, 1);
    int from = cursor == null ? 0 : (int) cursor.number(0);
    List<ImportApi.Row> rows = desk.rows(id, state(state), from, size);
    return Page.of(rows, size, row -> Cursor.of(ROWS, row.row())).answer(uri);
  }

  private static RowState state(String name) {
    if (name == null) {
      return null;
    }
    return Arrays.stream(RowState.values())
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                    FieldError.query(
                        "state", "not-one-of", "must be one of PENDING, DONE, FAILED")));
  }

  @GET
  @Path("{id}/failed")
  @Produces({CSV, NDJSON})
  @Operation(
      summary = "The rows that could not be logged, as a file",
      description =
          "In the format and with the columns of the file that came; for CSV a column heard.errors says what is wrong and is ignored when the "
              + "corrected file is imported.")
  public Response failed(@PathParam("id") UUID id) {
    ImportDesk.FailedRows file = desk.failed(id);
    return Response.ok(file.text())
        .type(file.csv() ? CSV + ";charset=UTF-8" : NDJSON)
        .header(
            "Content-Disposition",
            "attachment; filename=\"failed-" + id + (file.csv() ? ".csv\"" : ".ndjson\""))
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }
}
