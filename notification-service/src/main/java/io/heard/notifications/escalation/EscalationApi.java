package io.heard.notifications.escalation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Escalation policies on the wire. */
public final class EscalationApi {

  private EscalationApi() {}

  /** Who is told when, until somebody reacts. */
  @Schema(name = "EscalationPolicyBody")
  public record Body(
      @NotBlank(message = "is required")
          @Size(max = 200, message = "must have at most 200 characters")
          String name,
      @NotNull(message = "is required")
          @Min(value = 0, message = "must be from 0 to 1000000")
          @Max(value = 1_000_000, message = "must be from 0 to 1000000")
          @Schema(description = "The first policy that matches is taken, lower order first")
          Integer order,
      @Schema(description = "An inactive policy notifies nobody any more, at once; default true")
          Boolean active,
      @Valid @Schema(description = "Which alerts; absent means any") When when,
      @NotNull(message = "is required")
          @Size(min = 1, max = 20, message = "must have 1 to 20 steps")
          List<@NotNull(message = "must be a step") @Valid Step> steps) {

    public Body {
      active = active == null || active;
      when = when == null ? new When(null, null, null, null) : when;
    }
  }

  /** Conditions; an empty or absent list means any. */
  @Schema(name = "EscalationCondition")
  public record When(
      List<@NotNull(message = "must be a cause") Cause> causes,
      List<@NotNull(message = "must be a priority") Priority> priorities,
      @Schema(description = "Names of owner teams")
          List<@NotBlank(message = "must be a name") @Size(max = 200) String> teams,
      @Schema(description = "Tiers of the customer")
          List<@NotBlank(message = "must be a tier") @Size(max = 200) String> tiers) {

    public When {
      causes = causes == null ? List.of() : causes;
      priorities = priorities == null ? List.of() : priorities;
      teams = teams == null ? List.of() : teams;
      tiers = tiers == null ? List.of() : tiers;
    }
  }

  /** P1 is the highest. */
  public enum Priority {
    P1,
    P2,
    P3,
    P4
  }

  /** One step of the ladder. */
  @Schema(name = "EscalationStep")
  public record Step(
      @NotNull(message = "is required, such as PT0S or PT30M")
          @Schema(
              description =
                  "From the raising of the alert, ISO 8601; each later than that of the step before",
              type = SchemaType.STRING,
              examples = "PT30M")
          Duration after,
      @JsonProperty("notify")
          @Schema(name = "notify", description = "Whom to tell, 1 to 20", required = true)
          List<Notify> whom,
      @Schema(
              description =
                  "The step's notice is repeated at this pace until somebody acknowledges or the next step begins; absent: not at all",
              type = SchemaType.STRING,
              examples = "PT30M")
          Duration repeat,
      @Min(value = 1, message = "must be from 1 to 1000")
          @Max(value = 1000, message = "must be from 1 to 1000")
          @Schema(
              description =
                  "How many repeats after the first notice; absent: without end. Only with `repeat`")
          Integer times) {}

  /** Whom to tell: exactly one of the members. */
  @Schema(name = "EscalationTarget")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Notify(
      Role role,
      @Schema(description = "Username of a member of staff") String person,
      @Schema(description = "A mail address") String email,
      @Schema(description = "Id of a webhook subscription") UUID webhook,
      @Schema(
              description =
                  "Name of an on-call schedule: whoever is on call when the step is due. When nobody is, the lead of the owner's team or operations, at once",
              examples = "duty-manager")
          String schedule) {}

  /** Part somebody plays on the ticket. */
  @Schema(name = "EscalationRole")
  public enum Role {
    /** The person who owns the ticket, or the lead of the team when only a team does. */
    OWNER,
    /** Who heard the demand first and owes the feedback. */
    RECEIVER,
    /** The lead of the owner's team. */
    LEAD,
    /** The common address of the owner's team. */
    TEAM,
    /** The manager of the person who owns the ticket. */
    MANAGER,
    /**
     * Who is to do the action that is due; nobody when the alert is about no action. The first step
     * of any ladder tells them anyway.
     */
    ASSIGNEE,
    /** The operations address of this installation. */
    OPERATIONS
  }

  /** A version of a policy. */
  @Schema(name = "EscalationPolicy")
  public record View(
      UUID id,
      int version,
      String name,
      int order,
      boolean active,
      When when,
      List<Step> steps,
      String changedBy,
      Instant changedAt) {}
}
