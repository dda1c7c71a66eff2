package io.heard.tickets.promise;

import io.heard.kit.json.Timely;
import io.heard.tickets.ticket.TicketApi.Channel;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about promises. */
public final class PromiseApi {

  private static final int WHAT = 2_000;
  private static final String WHAT_MESSAGE = "must have 1 to 2000 characters";
  private static final int TEXT = 20_000;
  private static final String TEXT_MESSAGE = "must have at most 20000 characters";

  private PromiseApi() {}

  /** Where a promise stands. */
  public enum State {
    /** Owed, and in time so far. */
    OPEN,
    /** The deed was done by the date. */
    KEPT,
    /** The date passed without the deed. It stays so, also when the deed is done later. */
    BROKEN,
    /** The customer does not want it any more, said before the date. */
    RELEASED
  }

  @Schema(name = "NewPromise", description = "What the customer was promised, and by when")
  public record NewPromise(
      @NotBlank(message = "is required")
          @Size(max = WHAT, message = WHAT_MESSAGE)
          @Schema(description = "In the customer's words", example = "Filter changed at her home")
          String what,
      @NotNull(message = "is required")
          @Schema(description = "By when; in the future")
          @Future(message = "must be in the future", groups = Timely.class)
          Instant due) {}

  @Schema(name = "Agreement", description = "What the customer said to it; nothing goes without")
  public record Agreement(
      @NotNull(message = "is required") @Schema(description = "How it was agreed") Channel channel,
      @NotBlank(message = "is required")
          @Size(max = TEXT, message = TEXT_MESSAGE)
          @Schema(description = "What was agreed, in the customer's words")
          String text) {}

  @Schema(name = "Renegotiation", description = "Another date, agreed with the customer")
  public record Renegotiation(
      @NotNull(message = "is required")
          @Schema(description = "The new date; in the future")
          @Future(message = "must be in the future", groups = Timely.class)
          Instant due,
      @Size(min = 1, max = WHAT, message = WHAT_MESSAGE)
          @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank")
          @Schema(description = "What is promised from now on; default as before")
          String what,
      @NotNull(message = "is required: a promise is not changed behind the customer's back") @Valid
          Agreement agreedWithCustomer) {}

  @Schema(name = "Keeping", description = "Nothing is required")
  public record Keeping(@Size(max = TEXT, message = TEXT_MESSAGE) String note) {}

  @Schema(name = "Release", description = "The customer does not want it any more")
  public record Release(
      @NotNull(message = "is required: only the customer can release from a promise") @Valid
          Agreement agreedWithCustomer) {}

  @Schema(name = "Promise", description = "What a customer was promised, and what became of it")
  public record View(
      UUID id,
      String what,
      Instant due,
      State state,
      @Schema(description = "Whether it still has to be done: OPEN, or BROKEN and not done yet")
          boolean owed,
      @Schema(description = "Who promised it") String madeBy,
      @Schema(description = "The team that owned the ticket then; null when none did") String team,
      Instant madeAt,
      @Schema(description = "How often date or content were agreed anew") int renegotiated,
      @Schema(
              description =
                  "Since when it is broken: the date that passed, or the end of the ticket")
          Instant brokenAt,
      @Schema(description = "When the deed was done; after brokenAt it was late") Instant keptAt,
      @Schema(description = "When the customer let it go, or the ticket ended")
          Instant releasedAt) {}

  @Schema(name = "Promises")
  public record All(List<View> items) {}
}
