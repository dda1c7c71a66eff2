package io.heard.tickets.link;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about links between tickets. */
public final class LinkApi {

  private LinkApi() {}

  /** What a ticket is to another. */
  public enum Relation {
    RELATES,
    BLOCKS,
    BLOCKED_BY,
    DUPLICATE_OF,
    DUPLICATED_BY,
    PARENT_OF,
    CHILD_OF;

    /** What the other one is to it. */
    Relation reverse() {
      return switch (this) {
        case RELATES -> RELATES;
        case BLOCKS -> BLOCKED_BY;
        case BLOCKED_BY -> BLOCKS;
        case DUPLICATE_OF -> DUPLICATED_BY;
        case DUPLICATED_BY -> DUPLICATE_OF;
        case PARENT_OF -> CHILD_OF;
        case CHILD_OF -> PARENT_OF;
      };
    }

    /** Whether a link is kept under this name, and not under its reverse. */
    boolean kept() {
      return this == RELATES || this == BLOCKS || this == DUPLICATE_OF || this == PARENT_OF;
    }

    /** Whether going on and on from ticket to ticket must never lead back. */
    boolean leadsOneWay() {
      return this != RELATES;
    }
  }

  @Schema(name = "NewLink")
  public record NewLink(
      @NotBlank(message = "is required: id or number of the other ticket")
          @Size(max = 50, message = "must have at most 50 characters")
          @Schema(description = "Id or number", example = "D-2026-0000042")
          String to,
      @NotNull(message = "is required") @Schema(description = "What this ticket is to the other")
          Relation relation) {}

  @Schema(name = "Link", description = "Seen from the ticket it is listed on")
  public record Link(
      @Schema(description = "What this ticket is to the other") Relation relation,
      Other to,
      Instant linkedAt,
      String linkedBy) {}

  @Schema(name = "LinkedTicket")
  public record Other(UUID id, String number, String subject, String state) {}
}
