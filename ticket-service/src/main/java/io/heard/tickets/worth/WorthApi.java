package io.heard.tickets.worth;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.heard.tickets.ticket.TicketApi;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about what tickets are worth and what they cost. */
public final class WorthApi {

  private static final String AMOUNT = "must be from 0 to 1000000000000";
  private static final String MOST = "1000000000000";

  private WorthApi() {}

  @Schema(
      name = "EstimateSettings",
      description = "Amounts are in the house's currency; what is absent is removed")
  public record Settings(
      @NotNull(message = "is required")
          @DecimalMin(value = "0", message = AMOUNT)
          @DecimalMax(value = MOST, message = AMOUNT)
          @Schema(description = "What meeting the demand is worth, once")
          BigDecimal value,
      @DecimalMin(value = "0", message = AMOUNT)
          @DecimalMax(value = MOST, message = AMOUNT)
          @Schema(description = "What every day without it costs; default 0")
          BigDecimal delayCostPerDay,
      @Schema(
              description =
                  "Work it takes in all, in hours and minutes, from PT1M to PT10000H; days are refused (P1D), one of work is not 24 hours; taken for "
                      + "PT8H if null",
              example = "PT6H")
          @JsonDeserialize(using = WholeMinutes.class)
          Duration effort) {}

  @Schema(name = "Estimate")
  public record View(
      BigDecimal value,
      BigDecimal delayCostPerDay,
      Duration effort,
      @Schema(description = "Sum of the work log") Duration spent,
      @Schema(
              description =
                  "Value and 30 days of delay for each hour that is left of the effort, at least one")
          double valueOverCost,
      Instant changedAt,
      String changedBy) {}

  @Schema(name = "NewWork", description = "Time spent on a ticket")
  public record NewWork(
      @NotNull(message = "is required: a duration such as PT45M")
          @Schema(
              description = "Whole minutes, from PT1M to PT24H; days are refused (P1D)",
              example = "PT45M")
          @JsonDeserialize(using = WholeMinutes.class)
          Duration spent,
      @Schema(description = "When it was begun or done; default now, not in the future") Instant at,
      @Size(max = 2_000, message = "must have at most 2000 characters") String note) {}

  @Schema(name = "Work")
  public record Work(UUID id, String person, Duration spent, Instant at, String note) {}

  /** Why something stands where it stands on the work list. */
  public enum Because {
    /** Something is overdue or comes due within the horizon. */
    OWED,
    /** By value over cost. */
    WORTH
  }

  @Schema(name = "WorklistItem")
  public record Item(
      @Schema(description = "OWED first, by due time; then WORTH, the most valuable first")
          Because because,
      @Schema(description = "When the next thing is owed; null when no clock runs") Instant dueAt,
      double valueOverCost,
      TicketApi.View ticket) {}
}
