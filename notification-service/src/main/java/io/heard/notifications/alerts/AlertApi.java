package io.heard.notifications.alerts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.tickets.TicketCopy;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Alerts on the wire, over REST and in events alike. */
public final class AlertApi {

  private AlertApi() {}

  /** An alert. */
  @Schema(name = "Alert")
  public record View(
      UUID id,
      @Schema(description = "Null for an alert about the system itself") Ticket ticket,
      Cause cause,
      @Schema(
              description = "Kind of the clock, null when no clock caused it",
              examples = "FIRST_FEEDBACK")
          String clock,
      @Schema(
              description =
                  "What it is about beside a ticket and its clock, such as who cannot be reached or what has fallen silent; null when"
                      + " those say it all")
          String about,
      @Schema(
              description =
                  "When the clock is or was due; null when no clock caused it, and while it is paused")
          Instant dueAt,
      Instant raisedAt,
      @Schema(description = "ACKNOWLEDGED and SNOOZED pass: only the deed resolves it")
          Alert.State state,
      @Schema(description = "Step of the escalation ladder it stands on, from 1") int step,
      @Schema(description = "Who took it, null when nobody has") String acknowledgedBy,
      @Schema(description = "Who or what ended it, null while it is not resolved")
          String resolvedBy,
      @Schema(description = "How often the cause has occurred: repeats add to the same alert")
          int count) {

    static View of(Alert alert, TicketCopy ticket) {
      return new View(
          alert.id(),
          ticket == null
              ? null
              : new Ticket(ticket.id(), ticket.number(), ticket.subject(), ticket.priority()),
          alert.cause(),
          alert.clock(),
          alert.about().isEmpty() ? null : alert.about(),
          alert.dueAt(),
          alert.raisedAt(),
          alert.state(),
          alert.step(),
          alert.acknowledgedBy(),
          alert.resolvedBy(),
          alert.count());
    }
  }

  /** The ticket an alert is about. */
  @Schema(name = "AlertTicket")
  public record Ticket(UUID id, String number, String subject, String priority) {}

  /** How long to be quiet: exactly one of the two. */
  @Schema(name = "Snooze")
  public record Snooze(
      @Schema(description = "Until this time, at most 31 days ahead") Instant until,
      @JsonProperty("for")
          @Schema(
              name = "for",
              description = "For so long from now, ISO 8601, at most 31 days",
              type = SchemaType.STRING,
              examples = "PT1H")
          Duration duration) {}

  /** Why an alert is ended by hand. */
  @Schema(name = "ResolveAlert")
  public record Resolve(
      @NotBlank(message = "is required: the deed ends an alert, anything else needs a reason")
          @Size(max = 2000, message = "must have at most 2000 characters")
          String reason) {}
}
