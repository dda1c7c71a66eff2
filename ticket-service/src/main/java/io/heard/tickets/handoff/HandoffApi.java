package io.heard.tickets.handoff;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about the answers to handoffs. */
public final class HandoffApi {

  private static final int TEXT = 20_000;
  private static final String TEXT_MESSAGE = "must have at most 20000 characters";

  private HandoffApi() {}

  /** What keeps a demand moving without bringing it on. */
  public enum Pattern {
    /** It came back to somebody who had handed it off. */
    RETURNED,
    /** It was handed off too often. */
    HOPS,
    /** It was put on hold and resumed too often. */
    TOGGLING
  }

  @Schema(name = "HandoffAcceptance", description = "Nothing is required")
  public record Acceptance(@Size(max = TEXT, message = TEXT_MESSAGE) String note) {}

  @Schema(name = "HandoffBounce")
  public record Bounce(
      @NotBlank(message = "is required: why it is not for the receiving side")
          @Size(max = TEXT, message = TEXT_MESSAGE)
          String reason) {}
}
