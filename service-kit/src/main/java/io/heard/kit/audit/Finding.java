package io.heard.kit.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Something that is wrong, or was. */
@Schema(name = "Finding", description = "Something that does not agree, or did not")
public record Finding(
    UUID id,
    @Schema(description = "What is wrong", examples = "ENTRY_CHANGED") String kind,
    @Schema(description = "What it is wrong with: the id of an aggregate, or a name") String about,
    @Schema(description = "In words") String detail,
    @JsonIgnore String knowledge,
    State state,
    @Schema(description = "When it was first seen") Instant since,
    @JsonIgnore Instant turnedAt,
    @Schema(description = "How often it was tried to mend it") int repairs,
    @Schema(description = "When it was found right again; null while it is not") Instant overAt,
    @Schema(description = "Who accepted it as it is, null when nobody has") String acceptedBy,
    @Schema(description = "Why it was accepted") String reason) {

  /** Where a finding stands. */
  @Schema(
      name = "FindingState",
      description =
          "SUSPECTED: it may be on its way. REPAIRING: mended, to be looked at again. BROKEN: it could not be mended, operations are told."
              + " ACCEPTED: somebody knows and lives with it. OVER: it is right again.")
  public enum State {
    SUSPECTED,
    REPAIRING,
    BROKEN,
    ACCEPTED,
    OVER
  }

  /** Whether it was mended by the service itself. */
  @Schema(description = "It was mended by the service itself")
  @com.fasterxml.jackson.annotation.JsonProperty("repaired")
  public boolean repaired() {
    return state == State.OVER && repairs > 0;
  }
}
