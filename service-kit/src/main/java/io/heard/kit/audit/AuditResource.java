package io.heard.kit.audit;

import io.heard.kit.audit.Finding.State;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.journal.Batch;
import io.heard.kit.journal.Journal;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.kit.sql.Sql;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the service checks itself, what it has found, and what can be done about it. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN})
@Tag(
    name = "Audit",
    description =
        "The service compares without end what must agree, mends what it can, and shouts about the rest")
public class AuditResource {

  private static final String NEWEST_FIRST = "findings-newest-first";
  private static final int SHOWN = 200;

  @Inject Journal journal;
  @Inject Marks marks;
  @Inject Findings findings;
  @Inject Runs runs;
  @Inject Republisher republisher;
  @Inject AuditSettings settings;
  @Inject AuditDesk desk;
  @Inject Callers callers;

  @GET
  @Path("reconciliation")
  @Operation(
      summary = "How things stand",
      description =
          "What the endless reconciliation has found and is not over, and how far it has come. `clean` with `examined` = `sealed` means:"
              + " nothing that has changed until then is known to be wrong.")
  public AuditApi.View view() {
    Map<State, Long> counts = findings.counts();
    return new AuditApi.View(
        !counts.containsKey(State.BROKEN) && !counts.containsKey(State.REPAIRING),
        journal.head().map(Batch::number).orElse(0),
        marks.number("examined"),
        marks.number("stated"),
        runs.last().orElse(null),
        counts,
        findings.live(Sql.LOWEST, SHOWN));
  }

  @POST
  @Path("reconciliation")
  @Idempotent
  @Operation(
      summary = "Look at everything now",
      description =
          "202: a full run begins, or the one under way is shown. It goes through all aggregates and batches, beside everything else and at"
              + " a quarter of a processor at most. What it meets is in `findings` of the reconciliation; what stays so for longer than"
              + " things take is mended or told to operations.")
  public Response run() {
    return Response.accepted(runs.request(callers.current().name())).build();
  }

  @GET
  @Path("findings")
  @Operation(
      summary = "Findings, newest first",
      description = "Those included that are over, for 90 days.")
  public Response list(
      @QueryParam("limit") String limitParam,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit limit = Limit.of(limitParam);
    Cursor cursor = Cursor.parse(after, NEWEST_FIRST, 1);
    List<Finding> found =
        findings.before(cursor == null ? Sql.HIGHEST : cursor.uuid(0), limit.plusOne());
    return Page.of(found, limit, finding -> Cursor.of(NEWEST_FIRST, finding.id())).answer(uri);
  }

  @POST
  @Path("findings/{id}/accept")
  @Idempotent
  @Operation(
      summary = "Accept a finding as it is",
      description =
          "For what cannot be mended and is known, such as a database that was restored on purpose. Operations are told no more. 404 when there"
              + " is none, 409 when it is over.")
  public Response accept(@PathParam("id") UUID id, AuditApi.Accept body) {
    return Response.ok(desk.accept(id, callers.current().name(), body.reason())).build();
  }

  @POST
  @Path("republications")
  @Idempotent
  @Operation(
      summary = "Send part of the ledger, or all of it, to Kafka once more",
      description =
          "202. Consumers that have seen an event ignore it; one whose marks and data were emptied is rebuilt by it. Live events go on"
              + " meanwhile.")
  public Response republish(AuditApi.Range range) {
    List<FieldError> errors = new ArrayList<>();
    if (range.kind() != null && !settings.kinds().containsKey(range.kind())) {
      errors.add(
          new FieldError("/kind", "not-one-of", "must be one of " + settings.kinds().keySet()));
    }
    if (range.aggregate() != null && (range.from() != null || range.to() != null)) {
      errors.add(new FieldError("/aggregate", "ambiguous", "must not come with a range"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    UUID from =
        range.aggregate() != null
            ? range.aggregate()
            : Objects.requireNonNullElse(range.from(), Sql.LOWEST);
    UUID to =
        range.aggregate() != null
            ? range.aggregate()
            : Objects.requireNonNullElse(range.to(), Sql.HIGHEST);
    UUID id = republisher.request(range.kind(), from, to, callers.current().name());
    return Response.accepted(republisher.get(id).orElseThrow()).build();
  }

  @GET
  @Path("republications/{id}")
  @Operation(summary = "How far a republication has come")
  public AuditApi.Republication republication(@PathParam("id") UUID id) {
    return republisher.get(id).orElseThrow(() -> Problem.notFound("A republication " + id));
  }
}
