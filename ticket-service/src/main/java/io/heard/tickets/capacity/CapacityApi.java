package io.heard.tickets.capacity;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about how much people and teams can take on. */
public final class CapacityApi {

  private static final String NAME_MESSAGE = "must have 1 to 200 characters";
  private static final String SOMETHING = "(?s).*\\S.*";

  private CapacityApi() {}

  /** What becomes of a ticket for somebody who has as much as they can take. */
  public enum Overload {
    /** They get it all the same, and somebody hears of it. */
    ALLOW,
    /** It stays where it is: 409 overloaded. */
    REFUSE,
    /** It goes to the queue of the team instead of the person, and to another team from there. */
    REDIRECT
  }

  /** Who of a team is next. */
  public enum Strategy {
    /** Whoever has most room, as a share of their capacity. */
    LOAD,
    /** Whoever has waited longest. */
    ROUND_ROBIN
  }

  @Schema(name = "TeamAssignmentSettings")
  public record TeamSettings(
      @NotNull(message = "is required") Overload overload,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          @Schema(description = "With REDIRECT: the team that helps out; of nothing else")
          String redirectTo,
      @Schema(description = "Default LOAD") Strategy strategy) {}

  @Schema(name = "TeamAssignment")
  public record TeamRules(
      String team, int version, Overload overload, String redirectTo, Strategy strategy) {}

  @Schema(name = "StaffAssignmentSettings")
  public record StaffSettings(
      @Size(max = 50, message = "must have at most 50 skills")
          List<
                  @NotBlank(message = "must not be blank")
                  @Size(max = 100, message = "must have at most 100 characters") String>
              skills,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Schema(description = "Name of a calendar with their working hours; null: always")
          String calendar,
      @Schema(description = "False while away: not given anything; default true")
          Boolean available) {}

  @Schema(name = "StaffAssignment")
  public record StaffRules(
      String username, int version, List<String> skills, String calendar, boolean available) {}

  @Schema(name = "Assign", description = "Give a ticket to whoever of a team is next")
  public record Assign(
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          @Schema(description = "Default: the team that owns it")
          String team,
      @Size(max = 50, message = "must have at most 50 skills")
          @Schema(description = "All of them are needed")
          List<
                  @NotBlank(message = "must not be blank")
                  @Size(max = 100, message = "must have at most 100 characters") String>
              skills,
      @Schema(description = "Default: the team's") Strategy strategy,
      @Size(max = 2_000, message = "must have at most 2000 characters") String reason) {}

  @Schema(name = "Load")
  public record Load(
      @Schema(description = "Username, or name of the team") String name,
      @Schema(description = "Tickets on which work is owed") int open,
      @Schema(description = "Null for no limit") Integer capacity,
      @Schema(description = "Share of the capacity that is taken; null without one") Double share,
      boolean overloaded) {}

  /** Somebody has as much as they can take, or more. */
  record Overloaded(
      String kind, String name, int open, int capacity, String outcome, Instant since) {}
}
