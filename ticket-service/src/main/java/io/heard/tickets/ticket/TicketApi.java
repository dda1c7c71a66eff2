package io.heard.tickets.ticket;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.heard.kit.json.Timely;
import io.heard.tickets.clock.ClockView;
import io.heard.tickets.customer.CustomerLink;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PastOrPresent;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about tickets. */
public final class TicketApi {

  private static final int TEXT = 20_000;
  private static final String TEXT_MESSAGE = "must have at most 20000 characters";
  private static final String NAME_MESSAGE = "must have 1 to 200 characters";
  private static final String SOMETHING = "(?s).*\\S.*";

  private TicketApi() {}

  /** Where a demand was heard, or an answer given. */
  public enum Channel {
    PHONE,
    COUNTER,
    EMAIL,
    CHAT,
    WEB,
    FIELD,
    SOCIAL,
    MEDIA,
    PARTNER,
    EMPLOYEE,
    API
  }

  /** What sort of demand it is. */
  public enum Kind {
    REQUEST,
    COMPLAINT,
    FAULT,
    QUESTION,
    SUGGESTION,
    PRAISE
  }

  /** Where the customer stands with us. */
  public enum Stage {
    PRE_SALE,
    SALE,
    AFTER_SALE
  }

  @Schema(
      name = "NewTicket",
      description =
          "A demand to be logged. Only subject or statedRequest is required; what is missing gets defaults.")
  @Whole
  public record NewTicket(
      @Valid @Schema(description = "Who asked: an id, or what is known of them")
          CustomerRef customer,
      @Schema(description = "Where it was heard; default API for integrations, COUNTER otherwise")
          Channel channel,
      @Schema(description = "Default REQUEST") Kind kind,
      @Schema(description = "Default AFTER_SALE") Stage stage,
      @Size(max = 300, message = "must have at most 300 characters")
          @Schema(description = "One line; made from statedRequest when absent")
          String subject,
      @Size(max = TEXT, message = TEXT_MESSAGE) @Schema(description = "In the customer's words")
          String statedRequest,
      @Schema(description = "Default MEDIUM") Priority.Level impact,
      @Schema(description = "Default MEDIUM") Priority.Level urgency,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          String product,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          @Schema(description = "Team that owns the work; without one, whoever logs owns it")
          String team,
      @Size(max = 20, message = "must have at most 20 tags")
          List<
                  @NotBlank(message = "must not be blank")
                  @Size(max = 50, message = "must have at most 50 characters") String>
              tags,
      @Size(max = 50, message = "must have at most 50 fields")
          Map<
                  @NotBlank(message = "must not be blank")
                  @Size(max = 100, message = "must have at most 100 characters") String,
                  Object>
              customFields,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          @Schema(description = "The caller's own reference")
          String externalRef)
      implements Whole.Checked {

    @Override
    public Map<String, String> mistakes() {
      Map<String, String> mistakes = new LinkedHashMap<>();
      if (!said(subject) && !said(statedRequest)) {
        mistakes.put("subject", "subject or statedRequest is required: one sentence is enough");
      }
      if (customFields != null && !CustomFieldsColumn.fits(customFields)) {
        mistakes.put("customFields", CustomFieldsColumn.LIMIT_MESSAGE);
      }
      return mistakes;
    }

    private static boolean said(String text) {
      return text != null && !text.isBlank();
    }
  }

  @Schema(
      name = "CustomerRef",
      description =
          "Either the id of a known customer, or name, phone and email as far as they are known")
  @Whole
  public record CustomerRef(
      UUID id,
      @Size(max = 200, message = "must have at most 200 characters") String name,
      @Size(max = 50, message = "must have at most 50 characters")
          @Schema(description = "Any notation; kept as E.164")
          String phone,
      @Size(max = 254, message = "must have at most 254 characters") String email)
      implements Whole.Checked {

    @Override
    public Map<String, String> mistakes() {
      return id == null || (name == null && phone == null && email == null)
          ? Map.of()
          : Map.of("id", "give either the id or name, phone and email, not both");
    }
  }

  @Schema(name = "Note")
  public record Note(
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String text) {}

  @Schema(name = "Remark", description = "Nothing is required")
  public record Remark(@Size(max = TEXT, message = TEXT_MESSAGE) String note) {}

  @Schema(name = "Reason")
  public record Reason(
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String reason) {}

  /** For whom a ticket waits. */
  public enum WaitFor {
    CUSTOMER,
    OTHERS
  }

  @Schema(name = "Wait")
  public record Wait(
      @JsonProperty("for") @Schema(description = "Default CUSTOMER") WaitFor waitFor,
      @Schema(
              description =
                  "When waiting has to end, in the future; for the customer default is the policy's time")
          @Future(message = "must be in the future", groups = Timely.class)
          Instant until,
      @Size(max = TEXT, message = TEXT_MESSAGE) String reason) {}

  @Schema(name = "Resolution", description = "What was done, and what the customer was told of it")
  public record Resolution(
      @NotBlank(message = "is required: what was done about it")
          @Size(max = TEXT, message = TEXT_MESSAGE)
          @Schema(description = "What was done about it")
          String outcome,
      @Valid
          @Schema(
              description =
                  "What the customer was told of it; may be absent when they have been told something since logging or the last reopening")
          Feedback feedback) {}

  @Schema(name = "Attempt", description = "The customer was tried to be reached for an answer")
  public record Attempt(
      @Schema(description = "How; default the channel of the demand") Channel channel,
      @Size(max = TEXT, message = TEXT_MESSAGE) String note,
      @Schema(
              description =
                  "When; default now, not in the future, not before the demand was logged")
          @PastOrPresent(message = "must not be in the future", groups = Timely.class)
          Instant at) {}

  /** What the customer says at the end. */
  @Schema(
      name = "Confirmation",
      description = "Whether it is done, and how it was: the customer's own word")
  public record Confirmation(
      @NotNull(message = "is required: true when it is done, false when it is not")
          @Schema(description = "Whether it is done; false brings it back")
          Boolean satisfied,
      @Size(max = 5_000, message = "must have at most 5000 characters") String comment,
      @Min(value = 1, message = "must be from 1 to 5")
          @Max(value = 5, message = "must be from 1 to 5")
          @Schema(
              description = "Customer satisfaction (CSAT): 1 very dissatisfied to 5 very satisfied")
          Integer satisfaction,
      @Min(value = 1, message = "must be from 1 to 7")
          @Max(value = 7, message = "must be from 1 to 7")
          @Schema(
              description =
                  "Customer effort (CES 2.0): 'You made it easy for me to have this handled', 1 strongly disagree to 7 strongly agree")
          Integer effort) {}

  @Schema(
      name = "Decline",
      description = "The reason is what the customer was told; it counts as a feedback")
  public record Decline(
      @NotBlank(message = "is required: it is what the customer was told")
          @Size(max = TEXT, message = TEXT_MESSAGE)
          String reason,
      @Schema(description = "How the customer was told; default the channel of the demand")
          Channel channel) {}

  /** Why a ticket may be closed. */
  public enum ClosedBecause {
    /** The customer said it is done. */
    CONFIRMED,
    /** The customer was asked and did not answer. */
    NO_ANSWER
  }

  @Schema(
      name = "Close",
      description =
          "Closing needs a feedback given before, and the customer's word or a dated lack of it")
  public record Close(
      @Schema(description = "Required unless the customer has confirmed by the status link")
          ClosedBecause because,
      @Size(max = TEXT, message = TEXT_MESSAGE) String note,
      @Size(max = 50, message = "must have at most 50 entries")
          @Schema(
              description =
                  "With NO_ANSWER: when the customer was asked, beside the recorded attempts; at least one in all, none in the future")
          List<
                  @NotNull(message = "must be a time")
                  @PastOrPresent(message = "must not be in the future", groups = Timely.class)
                  Instant>
              attempts) {}

  @Schema(name = "Merge", description = "The ticket lives on in another one")
  public record Merge(
      @NotBlank(message = "is required: id or number of the ticket it goes on in")
          @Size(max = 50, message = "must have at most 50 characters")
          @Schema(description = "Id or number of an open ticket", example = "D-2026-0000042")
          String into,
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String reason) {}

  @Schema(
      name = "RepeatOf",
      description = "What was just logged is a repeat of what the customer asked for before")
  public record RepeatOf(
      @NotBlank(message = "is required: id or number of the earlier ticket")
          @Size(max = 50, message = "must have at most 50 characters")
          @Schema(
              description = "Id or number of the earlier ticket, such as one of possibleDuplicates",
              example = "D-2026-0000017")
          String ticket) {}

  @Schema(name = "Handoff")
  public record Handoff(
      @NotNull(message = "is required") @Valid Owner to,
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String reason) {}

  @Schema(
      name = "Owner",
      description = "Who answers for the work: a team, a person, or a person of a team")
  @Whole
  public record Owner(
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          String team,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          String person)
      implements Whole.Checked {

    @Override
    public Map<String, String> mistakes() {
      return team != null || person != null
          ? Map.of()
          : Map.of("team", "name a team, a person or both");
    }
  }

  @Schema(name = "Feedback", description = "What the customer was told")
  public record Feedback(
      @Schema(description = "Default: the channel of the demand") Channel channel,
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String text,
      @Schema(
              description =
                  "When it was said; default now, not in the future, not before the demand was logged")
          @PastOrPresent(message = "must not be in the future", groups = Timely.class)
          Instant at,
      @Size(min = 1, max = 200, message = "must have 1 to 200 entries")
          @Schema(
              description =
                  "When other tickets were merged into this one: whose customers were told, as numbers of tickets, or ALL."
                      + " Default: this ticket's own customer alone",
              examples = "[\"ALL\"]")
          List<@NotBlank(message = "must not be blank") String> told) {}

  @Schema(
      name = "Contact",
      description = "The customer came back on it: a chaser, an answer, new information")
  public record Contact(
      @Schema(description = "Default: the channel of the demand") Channel channel,
      @NotBlank(message = "is required") @Size(max = TEXT, message = TEXT_MESSAGE) String text,
      @Schema(
              description =
                  "When; default now, not in the future, not before the demand was logged")
          @PastOrPresent(message = "must not be in the future", groups = Timely.class)
          Instant at) {}

  @Schema(name = "Ticket")
  public record View(
      UUID id,
      @Schema(description = "For people: D-<year>-<number>", example = "D-2026-0000042")
          String number,
      @Schema(description = "Sequence of the last ledger entry; also the ETag") int version,
      TicketState state,
      Channel channel,
      Kind kind,
      Stage stage,
      String subject,
      String statedRequest,
      Priority.Level impact,
      Priority.Level urgency,
      @Schema(description = "From impact and urgency") Priority priority,
      String product,
      List<String> tags,
      Map<String, Object> customFields,
      String externalRef,
      Customer customer,
      @Schema(description = "Who heard it first and owes the customer the feedback")
          String receiver,
      Owner owner,
      Instant loggedAt,
      Instant updatedAt,
      @Schema(description = "Last time the customer was told something, null if never")
          Instant lastFeedbackAt,
      @Schema(
              description =
                  "Until when the first receiver owes a customer an answer; null when nothing is owed")
          Instant feedbackDueAt,
      @Schema(description = "1, and one more for every reopening") int cycle,
      @Schema(description = "What the customer said last, CSAT 1 to 5; null if nothing")
          Integer satisfaction,
      @Schema(description = "What the customer said last, CES 2.0 1 to 7; null if nothing")
          Integer effort,
      @Schema(description = "When the customer was asked for an answer since it was resolved")
          List<Instant> attempts,
      @Schema(description = "While waiting: when that has to end; null when not said")
          Instant waitingUntil,
      @Schema(description = "The ticket it lives on in, null unless MERGED") UUID mergedInto,
      @Schema(description = "Tickets that live on in this one") List<Merged> merged,
      List<ClockView> clocks,
      Receipt receipt) {}

  /** A ticket that lives on in this one. */
  @Schema(name = "MergedTicket")
  public record Merged(
      UUID id,
      String number,
      @Schema(description = "Who asked; null if unknown") UUID customerId,
      @Schema(description = "Who asked; null if unknown") String customerName,
      @Schema(description = "Who heard it first and owes that customer the feedback")
          String receiver,
      @Schema(
              description =
                  "Until when that customer has to be told something; null when nothing is owed to them beside this ticket's own customer")
          Instant feedbackDueAt) {}

  @Schema(
      name = "LoggedTicket",
      description = "The ticket, and open demands of the same customer it may be a repeat of")
  public record Logged(
      @JsonUnwrapped View ticket,
      @Schema(
              description =
                  "Offered, never acted upon: at most 5, the likeliest first; empty when the customer is not known by id, phone or email")
          List<PossibleDuplicate> possibleDuplicates) {}

  /** An open demand that another one may be a repeat of. */
  @Schema(name = "PossibleDuplicate")
  public record PossibleDuplicate(
      UUID id,
      String number,
      String subject,
      TicketState state,
      Instant loggedAt,
      @Schema(description = "How alike, 0 to 1") double score,
      List<Why> why) {

    /** What speaks for it. */
    public enum Why {
      SAME_CUSTOMER,
      SIMILAR_WORDS,
      SAME_PRODUCT,
      SAME_REFERENCE
    }
  }

  @Schema(name = "PossibleDuplicates")
  public record PossibleDuplicates(
      @Schema(description = "Who asked for all of them; null if unknown") UUID customer,
      List<PossibleDuplicate> items) {}

  @Schema(name = "TicketCustomer")
  public record Customer(
      UUID id, String name, String phone, String email, String tier, CustomerLink link) {}

  @Schema(name = "Receipt", description = "Proof that the demand was taken in")
  public record Receipt(
      @Schema(description = "SHA-256 of the first ledger entry") String hash,
      @Schema(description = "For the customer: where it stands, no login") String statusUrl) {}
}
