package io.heard.tickets.need;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about the need behind a stated request. */
public final class NeedApi {

  private static final int TEXT = 20_000;
  private static final String TEXT_MESSAGE = "must have at most 20000 characters";
  private static final int QUESTION = 2_000;
  private static final String QUESTION_MESSAGE = "must have at most 2000 characters";
  static final int MOST_QUESTIONS = 20;

  private NeedApi() {}

  /** On which side of a product or service the need is. */
  public enum Dimension {
    /** What it is for in the first place. */
    FUNCTION_MAIN,
    /** What helps it to do that. */
    FUNCTION_AUXILIARY,
    /** What only some customers want of it. */
    FUNCTION_SPECIAL,
    FORM_AND_QUALITY,
    /** What it is like to get, use and be rid of it. */
    EXPERIENCE,
    PRICE
  }

  /** What it would spare the customer, or give. */
  public enum Benefit {
    SAVES_THOUGHT,
    SAVES_MONEY,
    SAVES_TIME,
    GIVES_JOY
  }

  @Schema(
      name = "NewClarification",
      description = "What the customer really needs, as it is understood now")
  public record NewClarification(
      @NotBlank(message = "is required: the need behind what was said")
          @Size(max = TEXT, message = TEXT_MESSAGE)
          String need,
      @Size(max = 6, message = "must have at most 6 entries")
          @Schema(description = "Empty as long as nobody can say")
          List<@NotNull(message = "must be one of the dimensions") Dimension> dimensions,
      @Size(max = 4, message = "must have at most 4 entries")
          @Schema(description = "Empty as long as nobody can say")
          List<@NotNull(message = "must be one of the benefits") Benefit> benefits,
      @Size(max = MOST_QUESTIONS, message = "must have at most 20 questions")
          @Schema(description = "What to ask at the next contact")
          List<
                  @NotBlank(message = "must not be blank")
                  @Size(max = QUESTION, message = QUESTION_MESSAGE) String>
              questions) {}

  @Schema(name = "Clarification")
  public record Clarification(
      @Schema(description = "1 for the first; the highest is what is thought now") int version,
      String need,
      List<Dimension> dimensions,
      List<Benefit> benefits,
      Instant madeAt,
      String madeBy) {}

  @Schema(name = "NewQuestion")
  public record NewQuestion(
      @NotBlank(message = "is required") @Size(max = QUESTION, message = QUESTION_MESSAGE)
          String text) {}

  @Schema(name = "QuestionAnswer", description = "What the customer said")
  public record Answer(
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String answer) {}

  @Schema(name = "QuestionWithdrawal", description = "Why it need not be asked any more")
  public record Withdrawal(
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String reason) {}

  /** Whether a question is still to be asked. */
  public enum QuestionState {
    OPEN,
    ANSWERED,
    WITHDRAWN
  }

  @Schema(name = "Question", description = "To be asked at the next contact with the customer")
  public record Question(
      UUID id,
      UUID ticketId,
      @Schema(example = "D-2026-0000042") String ticketNumber,
      String text,
      QuestionState state,
      Instant askedAt,
      @Schema(description = "Who wants to know") String askedBy,
      @Schema(description = "What the customer said, or why it was withdrawn; null while open")
          String answer,
      Instant endedAt,
      String endedBy) {}

  /** A question as events tell of it. */
  record Asked(UUID id, String text, Instant askedAt) {}
}
