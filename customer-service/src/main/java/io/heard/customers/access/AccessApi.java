package io.heard.customers.access;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about who was given personal data. */
public final class AccessApi {

  private AccessApi() {}

  /** What was done to get them. */
  @Schema(
      name = "AccessAction",
      description =
          "READ one customer, FOUND in a list, MATCHED as a candidate, CHANGED, HISTORY, OVERVIEW, PEOPLE of an"
              + " organisation, EXPORTED (by whomever)")
  public enum Action {
    READ,
    FOUND,
    MATCHED,
    CHANGED,
    HISTORY,
    OVERVIEW,
    PEOPLE,
    EXPORTED
  }

  /** Somebody was given personal data. */
  @Schema(name = "CustomerAccess", description = "Personal data of a customer were given out")
  public record Access(
      UUID id,
      @Schema(description = "RFC 3339, UTC") Instant at,
      @Schema(description = "Who asked") String caller,
      @Schema(description = "OAuth client of the token, null when it has none") String client,
      Action action,
      @Schema(description = "Whose data they were") UUID customer,
      @Schema(description = "X-Request-Id of the request") String requestId) {}
}
