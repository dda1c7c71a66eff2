package io.heard.tickets.access;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about who was given personal data. */
public final class AccessApi {

  private AccessApi() {}

  /** What was done to get them. */
  @Schema(
      name = "TicketAccessAction",
      description =
          "READ one ticket, FOUND in a list or as a possible duplicate, CHANGED, HISTORY, FILE, EXPORTED (by whomever)")
  public enum Action {
    READ,
    FOUND,
    CHANGED,
    HISTORY,
    FILE,
    EXPORTED
  }

  /** Somebody was given personal data. */
  @Schema(name = "TicketAccess", description = "What a customer asked for was given out")
  public record Access(
      UUID id,
      @Schema(description = "RFC 3339, UTC") Instant at,
      @Schema(description = "Who asked") String caller,
      @Schema(description = "OAuth client of the token, null when it has none") String client,
      Action action,
      UUID ticket,
      @Schema(description = "Whose ticket it was then, null when nobody knew") UUID customer,
      @Schema(description = "X-Request-Id of the request") String requestId) {}
}
