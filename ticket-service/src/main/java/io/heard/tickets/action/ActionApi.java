package io.heard.tickets.action;

import io.heard.kit.json.Timely;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about planned actions. */
public final class ActionApi {

  private static final int WHAT = 2_000;
  private static final String WHAT_MESSAGE = "must have 1 to 2000 characters";
  private static final int NAME = 200;
  private static final int TEXT = 20_000;
  private static final String TEXT_MESSAGE = "must have at most 20000 characters";

  private ActionApi() {}

  /** Where an action stands. */
  public enum State {
    OPEN,
    DONE,
    CANCELLED
  }

  @Schema(name = "NewAction", description = "Who does what, is responsible for what, by when")
  public record NewAction(
      @NotBlank(message = "is required")
          @Size(max = WHAT, message = WHAT_MESSAGE)
          @Schema(example = "Change the filter")
          String what,
      @NotBlank(message = "is required: an action without a person is nobody's")
          @Size(max = NAME, message = "must have 1 to 200 characters")
          @Schema(description = "Username of who does it", example = "zhang")
          String person,
      @NotBlank(message = "is required")
          @Size(max = WHAT, message = WHAT_MESSAGE)
          @Schema(
              description = "What that person answers for",
              example = "That the water runs clear, and the old filter is disposed of")
          String responsibleFor,
      @NotNull(message = "is required")
          @Schema(description = "By when; in the future")
          @Future(message = "must be in the future", groups = Timely.class)
          Instant due) {}

  @Schema(name = "ActionDone", description = "Nothing is required")
  public record Done(@Size(max = TEXT, message = TEXT_MESSAGE) String note) {}

  @Schema(name = "ActionCancelled")
  public record Cancellation(
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String reason) {}

  @Schema(name = "Action", description = "A planned action, and what became of it")
  public record View(
      UUID id,
      String what,
      String person,
      String responsibleFor,
      Instant due,
      State state,
      String plannedBy,
      Instant plannedAt,
      @Schema(description = "Its date, when that has passed without the deed; null otherwise")
          Instant overdueSince,
      @Schema(description = "Who said that it is done or off; null while open") String endedBy,
      Instant endedAt,
      @Schema(description = "The note with the deed, or why it was cancelled") String remark) {}

  @Schema(name = "Actions")
  public record All(List<View> items) {}
}
