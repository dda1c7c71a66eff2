package io.heard.tickets.duty;

import io.heard.kit.json.Timely;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about the feedback duty and absences. */
public final class DutyApi {

  private static final int TEXT = 2_000;
  private static final String TEXT_MESSAGE = "must have at most 2000 characters";

  private DutyApi() {}

  /** Where an offer stands. */
  public enum State {
    OFFERED,
    ACCEPTED,
    REFUSED,
    WITHDRAWN,
    EXPIRED
  }

  @Schema(
      name = "NewReceiverTransfer",
      description = "An offer; until it is accepted nothing moves")
  public record NewTransfer(
      @NotBlank(message = "is required: who is to owe the feedback")
          @Size(max = 200, message = "must have 1 to 200 characters")
          @Schema(description = "Username", example = "guard")
          String to,
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String reason,
      @Schema(description = "Until when it can be accepted; in the future; default 24 h from now")
          @Future(message = "must be in the future", groups = Timely.class)
          Instant expiresAt) {}

  @Schema(name = "Refusal")
  public record Refusal(
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String reason) {}

  @Schema(name = "TransferWord", description = "Nothing is required")
  public record Word(@Size(max = TEXT, message = TEXT_MESSAGE) String note) {}

  @Schema(name = "ReceiverTransfer")
  public record Transfer(
      UUID id,
      UUID ticketId,
      String from,
      String to,
      String reason,
      State state,
      String offeredBy,
      Instant offeredAt,
      Instant expiresAt,
      @Schema(description = "Who ended it; null while offered") String endedBy,
      Instant endedAt,
      @Schema(description = "The word with its end, such as why it was refused") String remark) {}

  @Schema(name = "ReceiverTransfers")
  public record Transfers(List<Transfer> items) {}

  @Schema(name = "AbsenceSettings", description = "While somebody is away")
  public record AbsenceSettings(
      @NotNull(message = "is required") @Schema(description = "May lie in the past") Instant from,
      @NotNull(message = "is required")
          @Schema(description = "After from, in the future")
          @Future(message = "must be in the future", groups = Timely.class)
          Instant to,
      @Size(max = TEXT, message = TEXT_MESSAGE) String note) {}

  @Schema(name = "Absence")
  public record Absence(
      String username,
      Instant from,
      Instant to,
      String note,
      @Schema(description = "Whether it has begun and not ended") boolean absentNow,
      @Schema(
              description =
                  "Answers still owed by them: while absent those for which nobody could be found to stand in")
          long owed,
      @Schema(description = "Answers others owe in their place") long stoodInFor) {}
}
