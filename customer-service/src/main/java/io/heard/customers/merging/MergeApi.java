package io.heard.customers.merging;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire when two customers turn out to be one, or not to be. */
public final class MergeApi {

  private static final int LONGEST_REASON = 500;

  private MergeApi() {}

  /** Who is whom. */
  @Schema(name = "MergeRequest", description = "Exactly one of `into` and `from`")
  public record Merge(
      @Schema(description = "The customer who goes on, and takes over the one in the address")
          UUID into,
      @Schema(description = "The customer who is taken over by the one in the address") UUID from,
      @Schema(description = "Why they are one, 1 to 500 characters", required = true)
          @NotBlank(message = "is required: why are they one?")
          @Size(max = LONGEST_REASON, message = "must have at most 500 characters")
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must not contain control characters")
          String reason) {}

  /** Why a merger is undone. */
  @Schema(name = "UnmergeRequest")
  public record Unmerge(
      @Schema(description = "Why they are not one, 1 to 500 characters", required = true)
          @NotBlank(message = "is required: why are they not one?")
          @Size(max = LONGEST_REASON, message = "must have at most 500 characters")
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must not contain control characters")
          String reason) {}

  /** A merger. */
  @Schema(name = "Merger", description = "Two customers who turned out to be one")
  public record Merger(
      UUID id,
      @Schema(description = "Who was taken over") UUID merged,
      @Schema(description = "By whom") UUID survivor,
      String reason,
      @Schema(description = "Who said so") String mergedBy,
      @Schema(description = "RFC 3339, UTC") Instant mergedAt,
      @Schema(description = "Why it was undone, null while it is in force") String undoReason,
      @Schema(description = "Who undid it, null while it is in force") String undoneBy,
      @Schema(description = "RFC 3339, UTC; null while it is in force") Instant undoneAt) {}
}
