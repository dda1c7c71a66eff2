package io.heard.kit.ops;

import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.inbox.InboxRetry;
import io.heard.kit.inbox.InboxRows;
import io.heard.kit.outbox.Outbox;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.Problem;
import io.heard.kit.relay.OutboxRows;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.kit.sql.Sql;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Messages that could not go out or could not be applied: kept, shown, and tried again on request.
 */
@Path("/v1/parked")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN})
@Tag(
    name = "Parked messages",
    description =
        "Events that the broker refused or that could not be applied; each holds up only its own aggregate")
public class ParkedResource {

  /**
   * Everything parked in this service.
   *
   * @param outgoing refused by the broker's client
   * @param incoming could not be applied
   */
  public record View(List<OutboxRows.Parked> outgoing, List<InboxRows.Parked> incoming) {}

  private static final String DISCARDED = "discarded-newest-parked-first";

  @Inject Callers callers;
  @Inject OutboxRows outboxRows;
  @Inject Outbox outbox;
  @Inject InboxRows inboxRows;
  @Inject InboxRetry inboxRetry;

  @GET
  @Operation(
      summary = "Parked messages, oldest first",
      description = "At most `limit` (1 to 200, default 50) of each direction.")
  public View list(@QueryParam("limit") String limit) {
    int size = Limit.of(limit).value();
    return new View(outboxRows.parked(size), inboxRows.parked(size));
  }

  @POST
  @Path("incoming/{id}/retry")
  @Idempotent
  @Operation(
      summary = "Apply a parked incoming message again",
      description =
          "404 when nothing is parked under this id; 409 when it still cannot be applied.")
  public Response retryIncoming(@PathParam("id") UUID id) {
    inboxRetry.retry(id);
    return Response.noContent().build();
  }

  /** Why a message is given up. */
  @Schema(name = "DiscardMessage")
  public record Discard(
      @NotBlank(message = "is required: the message is lost here for good")
          @Size(max = 2000, message = "must have at most 2000 characters")
          String reason) {}

  @POST
  @Path("incoming/{id}/discard")
  @Idempotent
  @Operation(
      summary = "Give a parked incoming message up",
      description =
          "It counts as seen and is never applied here; what waits behind it follows. It is kept, with who and why, under `discarded`. 404"
              + " when nothing is parked under this id; 409 when an earlier event of its aggregate comes first. Outgoing events cannot be"
              + " given up: what is committed must reach everybody.")
  public Response discardIncoming(@PathParam("id") UUID id, Discard body) {
    inboxRetry.discard(id, callers.current().name(), body.reason());
    return Response.noContent().build();
  }

  @GET
  @Path("discarded")
  @Operation(summary = "Incoming messages that were given up, newest first")
  public Response discarded(
      @QueryParam("limit") String limitParam,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit limit = Limit.of(limitParam);
    Cursor cursor = Cursor.parse(after, DISCARDED, 1);
    List<InboxRows.Discarded> found =
        inboxRows.discarded(cursor == null ? Sql.HIGHEST : cursor.uuid(0), limit.plusOne());
    return Page.of(found, limit, each -> Cursor.of(DISCARDED, each.id())).answer(uri);
  }

  @POST
  @Path("outgoing/{id}/retry")
  @Idempotent
  @Operation(
      summary = "Send a parked outgoing event again",
      description = "404 when nothing is parked under this id.")
  public Response retryOutgoing(@PathParam("id") long id) {
    if (!outboxRows.unpark(id)) {
      throw Problem.notFound("A parked event " + id);
    }
    outbox.wake();
    return Response.noContent().build();
  }
}
