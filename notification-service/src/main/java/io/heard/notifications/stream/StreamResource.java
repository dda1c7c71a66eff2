package io.heard.notifications.stream;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.sql.SQLException;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Alerts as they happen. */
@Path("/v1/alerts/stream")
@Tag(name = "Alerts")
public class StreamResource {

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  @Inject StreamHub hub;
  @Inject SecurityIdentity identity;

  @GET
  @Blocking
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(
      summary = "Alerts as they happen",
      description =
          "Server-sent events (WHATWG HTML §9.2): event names raised, escalated, acknowledged, snoozed, resolved, delivered and"
              + " delivery-failed; data as in a webhook: {type, timestamp, data: {alert, …}}. With `Last-Event-ID` it goes on after that"
              + " event, at whichever replica, and misses nothing; without, from now on. A comment every 15 seconds shows that it lives. A"
              + " client that does not keep up, or whose token expires, is dropped and may resume. 503 when too many listen.")
  public Multi<OutboundSseEvent> listen(
      @Context Sse sse, @HeaderParam(LAST_EVENT_ID) String lastEventId) throws SQLException {
    return hub.listen(sse, position(lastEventId), expiry());
  }

  private static Long position(String lastEventId) {
    if (lastEventId == null || lastEventId.isEmpty()) {
      return null;
    }
    if (!lastEventId.matches("\\d{1,18}")) {
      throw Problem.invalid(
          FieldError.header(
              LAST_EVENT_ID, "malformed", "must be the id of an event of this stream"));
    }
    return Long.valueOf(lastEventId);
  }

  private Instant expiry() {
    return identity.getPrincipal() instanceof JsonWebToken token && token.getExpirationTime() > 0
        ? Instant.ofEpochSecond(token.getExpirationTime())
        : null;
  }
}
