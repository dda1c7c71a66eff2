package io.heard.tickets.inbound;

import io.heard.tickets.ticket.Priority;
import io.heard.tickets.ticket.TicketApi.Channel;
import io.heard.tickets.ticket.TicketApi.Kind;
import io.heard.tickets.ticket.TicketApi.Stage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about what comes in by itself. */
final class InboundApi {

  private InboundApi() {}

  /** How a source shows that it is the one. */
  enum Auth {
    /** Headers webhook-id, webhook-timestamp, webhook-signature (Standard Webhooks). */
    SIGNATURE,
    /** A secret as last part of the path. */
    URL_TOKEN
  }

  /** By which way something came. */
  enum Way {
    FORM,
    MAIL
  }

  @Schema(name = "InboundSource", description = "A form elsewhere whose contents become tickets")
  record SourceSettings(
      @NotNull(message = "is required")
          @Pattern(
              regexp = "[a-z0-9][a-z0-9-]{0,62}",
              message = "must be 1 to 63 of a-z, 0-9 and -, not beginning with -")
          @Schema(description = "Part of its address; cannot be changed", example = "website")
          String name,
      @Schema(description = "Default SIGNATURE; cannot be changed") Auth auth,
      @Schema(description = "Default true; false refuses deliveries with 403") Boolean active,
      @Schema(description = "Default WEB") Channel channel,
      @NotBlank(message = "is required: the team that owns what comes in")
          @Size(max = 200, message = "must have at most 200 characters")
          String team,
      @NotBlank(message = "is required: who owes the customers the feedback")
          @Size(max = 200, message = "must have at most 200 characters")
          @Schema(description = "Username of the first receiver")
          String receiver,
      @Valid Defaults defaults,
      @Size(max = 200, message = "must have at most 200 entries")
          @Schema(
              description =
                  "From the form's field (members of objects by dots) to the field of a ticket: customer.name, customer.phone, "
                      + "customer.email, subject, statedRequest, kind, stage, impact, urgency, product, externalRef, customFields.<name>, or "
                      + "deliveryId. What is not named becomes a custom field.",
              example = "{\"contact.tel\": \"customer.phone\", \"message\": \"statedRequest\"}")
          Map<String, String> mapping) {}

  @Schema(name = "InboundDefaults", description = "For what a form does not say")
  record Defaults(
      Kind kind,
      Stage stage,
      Priority.Level impact,
      Priority.Level urgency,
      @Size(max = 300, message = "must have at most 300 characters") String subject,
      @Size(max = 200, message = "must have at most 200 characters") String product,
      @Size(max = 20, message = "must have at most 20 tags")
          List<
                  @NotBlank(message = "must not be blank")
                  @Size(max = 50, message = "must have at most 50 characters") String>
              tags) {}

  @Schema(name = "InboundSourceView")
  record SourceView(
      UUID id,
      int version,
      SourceSettings settings,
      @Schema(
              description =
                  "Shown once, when the source is made or its secret changed: whsec_… for signatures, otherwise the last part of the path")
          String secret,
      @Schema(description = "Where deliveries go, without the secret") String path,
      Instant changedAt,
      String changedBy) {}

  @Schema(name = "InboundSources")
  record Sources(List<SourceView> items) {}

  @Schema(name = "InboundReceipt")
  record Receipt(
      @Schema(description = "Of the delivery") UUID id,
      @Schema(description = "TAKEN: a ticket. PARKED: kept for a person to look at") String state,
      UUID ticketId,
      String number) {}

  @Schema(name = "ParkedMessage")
  record Parked(
      UUID id,
      Way way,
      @Schema(description = "Name of the form's source or of the mailbox") String source,
      Instant receivedAt,
      String sender,
      String subject,
      @Schema(
              description = "Why, for programs",
              example = "AUTOMATIC",
              enumeration = {
                "UNREADABLE",
                "EMPTY",
                "TOO_LARGE",
                "AUTOMATIC",
                "BOUNCE",
                "OWN_MAIL",
                "NO_SENDER",
                "REFUSED",
                "FAILED"
              })
          String reason,
      @Schema(description = "Why, for people") String error) {}

  @Schema(name = "DiscardReason")
  record Discard(
      @NotBlank(message = "is required: why nothing is owed to anybody")
          @Size(max = 2000, message = "must have at most 2000 characters")
          String reason) {}
}
