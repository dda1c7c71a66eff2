package io.heard.tickets.requirement;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about requirements and standards. */
public final class RequirementApi {

  private static final int TEXT = 20_000;
  private static final String TEXT_MESSAGE = "must have at most 20000 characters";
  private static final String TITLE_MESSAGE = "must have at most 300 characters";
  private static final String NAME_MESSAGE = "must have 1 to 200 characters";
  private static final String SOMETHING = "(?s).*\\S.*";

  private RequirementApi() {}

  @Schema(
      name = "RequirementSettings",
      description = "What the house would have to do so that a need is met")
  public record Settings(
      @NotBlank(message = "is required") @Size(max = 300, message = TITLE_MESSAGE) String title,
      @Size(max = TEXT, message = TEXT_MESSAGE) String description,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          @Schema(description = "Product or service it is about, as on tickets")
          String product) {}

  @Schema(name = "RequirementRemark", description = "Nothing is required")
  public record Remark(@Size(max = TEXT, message = TEXT_MESSAGE) String note) {}

  @Schema(name = "Requirement")
  public record View(
      UUID id,
      @Schema(description = "1, and one more with every change; also the ETag") int version,
      String title,
      String description,
      String product,
      RequirementState state,
      @Schema(description = "How many tickets are behind it") int tickets,
      @Schema(
              description =
                  "How many customers are behind it: by id, else by phone or email; each ticket of nobody known counts as one")
          int customers,
      List<StandardRef> standards,
      Instant createdAt,
      String createdBy,
      Instant changedAt,
      Instant shippedAt,
      @Schema(description = "What became of word to the customers; null before it has shipped")
          News news) {}

  @Schema(
      name = "RequirementNews",
      description = "Tickets behind a shipped requirement, by what their customers were told")
  public record News(
      @Schema(description = "The duty is still to be laid on them; a matter of seconds")
          int pending,
      @Schema(description = "The customer is owed word of it; a clock runs") int owed,
      @Schema(description = "The customer was told something since") int told,
      @Schema(description = "Nobody is left to be told: personal data were erased") int nobody) {}

  @Schema(name = "StandardRef")
  public record StandardRef(UUID id, StandardKind kind, String name) {}

  @Schema(name = "RequirementTicketRef")
  public record TicketRef(
      @NotBlank(message = "is required: id or number of the ticket")
          @Size(max = 50, message = "must have at most 50 characters")
          @Schema(description = "Id or number", example = "D-2026-0000042")
          String ticket) {}

  /** How far the customer behind a ticket was told that a requirement has shipped. */
  public enum Told {
    /** The requirement has not shipped. */
    NOT_YET,
    /** The duty is about to be laid on the ticket. */
    PENDING,
    OWED,
    TOLD,
    /** Personal data were erased. */
    NOBODY
  }

  @Schema(name = "RequirementTicket")
  public record TicketView(
      UUID id,
      String number,
      String subject,
      String state,
      String customerName,
      Instant linkedAt,
      String linkedBy,
      Told told,
      @Schema(description = "Since when word is owed; null before") Instant owedSince,
      @Schema(description = "Why the duty could not be laid on it yet; tried again")
          String error) {}

  @Schema(name = "TicketRequirement")
  public record Behind(
      UUID id,
      String title,
      String product,
      RequirementState state,
      Instant linkedAt,
      String linkedBy,
      Told told) {}

  @Schema(name = "RequirementChange")
  public record Change(
      int version,
      @Schema(description = "CREATED, CHANGED, or the state it came into") String what,
      String note,
      String title,
      RequirementState state,
      Instant changedAt,
      String changedBy) {}

  /** What a standard is about. */
  public enum StandardKind {
    PRODUCT,
    SERVICE
  }

  @Schema(name = "StandardSettings", description = "How products are made or services given")
  public record StandardSettings(
      @NotNull(message = "is required: PRODUCT or SERVICE") StandardKind kind,
      @NotBlank(message = "is required") @Size(max = 200, message = NAME_MESSAGE) String name,
      @Size(max = 200, message = NAME_MESSAGE)
          @Schema(description = "Where it is written down, such as Q/HJ 12-2026")
          String reference,
      @Size(max = TEXT, message = TEXT_MESSAGE) String description) {}

  @Schema(name = "Standard")
  public record StandardView(
      UUID id,
      int version,
      StandardKind kind,
      String name,
      String reference,
      String description,
      @Schema(description = "How many requirements it answers") int requirements,
      Instant changedAt,
      String changedBy) {}
}
