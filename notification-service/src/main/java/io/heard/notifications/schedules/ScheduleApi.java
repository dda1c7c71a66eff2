package io.heard.notifications.schedules;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** On-call schedules on the wire. */
public final class ScheduleApi {

  private static final String LOCAL_TIME =
      "Date and time by the clock of the schedule's zone, to the second, such as 2026-01-05T09:00";

  private ScheduleApi() {}

  /** Who is on call when, as it is sent and kept. */
  @Schema(name = "ScheduleBody")
  public record Body(
      @NotBlank(message = "is required")
          @Pattern(
              regexp = "[\\p{L}\\p{N}](?:[\\p{L}\\p{N} ._-]{0,98}[\\p{L}\\p{N}._-])?",
              message =
                  "must be 1 to 100 letters, digits, spaces, dots, dashes or underscores, begin with a letter or digit and not end with a space")
          @Schema(
              description =
                  "Escalation policies name the schedule by it; cannot be changed later. 1 to 100 letters, digits, spaces, . _ -",
              examples = "duty-manager")
          String name,
      @NotBlank(message = "is required")
          @Schema(
              description = "IANA time zone whose clock all local times are read from",
              examples = "Europe/Berlin")
          String timeZone,
      @NotNull(message = "is required")
          @Size(min = 1, max = 20, message = "must have 1 to 20 layers")
          @Schema(description = "The lowest first: a higher layer covers those below it")
          List<@NotNull(message = "must be a layer") @Valid LayerBody> layers,
      @Size(max = 50, message = "must have at most 50 entries")
          @Schema(
              description =
                  "Hours in which somebody must be on call; gaps outside of them are not warned of. Absent or empty: always")
          List<@NotNull(message = "must be hours") @Valid Hours> cover) {

    public Body {
      layers = layers == null ? null : Collections.unmodifiableList(layers);
      cover = cover == null ? List.of() : Collections.unmodifiableList(cover);
    }
  }

  /** People who take turns. */
  @Schema(name = "ScheduleLayer")
  public record LayerBody(
      @Size(min = 1, max = 100, message = "must have 1 to 100 characters")
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must not contain control characters")
          @Schema(description = "Unique in the schedule; absent: `layer` and its number from 1")
          String name,
      @NotNull(message = "is required")
          @Size(min = 1, max = 100, message = "must name 1 to 100 people")
          @Schema(description = "Usernames, in the order of their turns")
          List<
                  @NotBlank(message = "must be a username")
                  @Size(max = 200, message = "must have at most 200 characters")
                  @Pattern(
                      regexp = "[^\\p{Cntrl}]*",
                      message = "must not contain control characters")
                  String>
              participants,
      @NotBlank(message = "is required, such as P1W, P1D or PT12H")
          @Schema(
              description =
                  "Length of a turn by the clock on the wall: P<n>W, P<n>D or PT<n>H, from one hour to 366 days",
              examples = "P1W")
          String rotation,
      @NotBlank(message = "is required")
          @Schema(
              description = "When the first participant's turn begins. " + LOCAL_TIME,
              examples = "2026-01-05T09:00")
          String start,
      @Size(max = 50, message = "must have at most 50 entries")
          @Schema(
              description =
                  "Hours of the week outside of which nobody of this layer is on call, though the turns go on. Absent or empty: always")
          List<@NotNull(message = "must be hours") @Valid Hours> restrictions,
      @Schema(description = "When it takes effect; absent: at `start`. " + LOCAL_TIME) String from,
      @Schema(description = "When it ceases to; absent: never. " + LOCAL_TIME) String until) {

    public LayerBody {
      restrictions = restrictions == null ? List.of() : Collections.unmodifiableList(restrictions);
    }
  }

  /** Hours that come back every week. */
  @Schema(name = "WeeklyHours")
  public record Hours(
      @Size(max = 7, message = "must have at most 7 days")
          @Schema(description = "Days on which they begin; absent or empty: every day")
          List<@NotNull(message = "must be a weekday") Weekday> days,
      @NotBlank(message = "is required, such as 18:00-08:00")
          @Schema(
              description =
                  "HH:MM-HH:MM; an end that is not later than the beginning is on the next day; the end may be 24:00",
              examples = "18:00-08:00")
          String hours) {

    public Hours {
      days = days == null ? List.of() : Collections.unmodifiableList(days);
    }
  }

  /** Days of the week, Monday first. */
  public enum Weekday {
    MON,
    TUE,
    WED,
    THU,
    FRI,
    SAT,
    SUN;

    DayOfWeek day() {
      return DayOfWeek.of(ordinal() + 1);
    }
  }

  /** A version of a schedule. */
  @Schema(name = "ScheduleVersion")
  public record Version(
      UUID id,
      @Schema(description = "From 1, contiguous") int version,
      String name,
      @Schema(description = "While it is not, nobody is on call") boolean active,
      String timeZone,
      List<LayerBody> layers,
      List<Hours> cover,
      String changedBy,
      Instant changedAt) {}

  /** The current version of a schedule, with what is to be known about it now. */
  @Schema(name = "Schedule")
  public record View(
      UUID id,
      int version,
      String name,
      boolean active,
      String timeZone,
      List<LayerBody> layers,
      List<Hours> cover,
      @Schema(
              description =
                  "Everybody named in the layers, and whether a message would reach them. As of now, not part of the version")
          List<Participant> participants,
      @Schema(
              description =
                  "Times in the next 14 days in which a message to the schedule would reach nobody. As of now, not part of the version")
          List<GapView> gaps,
      String changedBy,
      Instant changedAt) {}

  /** Whether a message would reach somebody. */
  @Schema(name = "Reachability")
  public enum Reach {
    REACHABLE,
    /** Nobody of this name is on the staff. */
    UNKNOWN,
    /** On the staff, but without a mail address. */
    NO_ADDRESS
  }

  /** Somebody named in a schedule. */
  @Schema(name = "ScheduleParticipant")
  public record Participant(String person, Reach reach) {}

  /** Time in which a message to the schedule would reach nobody. */
  @Schema(name = "ScheduleGap")
  public record GapView(
      @Schema(description = "Null when it began more than a year ago") Instant from,
      @Schema(description = "Null when there is no end to it within a year") Instant until,
      @Schema(description = "Who is on call without being reachable; null: nobody is")
          String person,
      @Schema(description = "The same in words") String message) {}

  /** Who is on call from when until when. */
  @Schema(name = "Shift")
  public record ShiftView(
      @Schema(description = "Inclusive; null when a gap reaches back for more than a year")
          Instant from,
      @Schema(description = "Exclusive; null when a gap goes on for more than a year")
          Instant until,
      @Schema(description = "Null: nobody is on call") String person,
      @Schema(description = "Null for a gap") Reach reach,
      @Schema(description = "Layer whose turn it is; null for an override or a gap") String layer,
      @Schema(description = "Id of the override by which it is; else null") UUID override) {}

  /** Who is on call at an instant. */
  @Schema(name = "OnCall")
  public record OnCallView(
      UUID schedule,
      String name,
      Instant at,
      @Schema(description = "Null: nobody is on call") String person,
      Reach reach,
      @Schema(description = "Since when; null when nobody has been for more than a year")
          Instant since,
      @Schema(description = "Until when, exclusive; null when nobody will be for more than a year")
          Instant until,
      String layer,
      UUID override,
      @Schema(description = "The shift after this one; null when none comes within a year")
          ShiftView next) {}

  /** All shifts and gaps of a range: each begins where the one before ends. */
  @Schema(name = "Shifts")
  public record Shifts(Instant from, Instant until, List<ShiftView> items) {}

  /** Somebody stands in. */
  @Schema(name = "ScheduleOverrideBody")
  public record OverrideBody(
      @Schema(
              description =
                  "Absent: now. One in the past is kept as it was sent, but counts only from now on")
          Instant from,
      @NotNull(message = "is required")
          @Schema(description = "Exclusive; in the future, at most 366 days after the beginning")
          Instant until,
      @NotBlank(message = "is required")
          @Size(max = 200, message = "must have at most 200 characters")
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must not contain control characters")
          @Schema(description = "Username of who is on call instead")
          String person,
      @Size(max = 2000, message = "must have at most 2000 characters") String reason) {}

  /** Where an override stands. */
  @Schema(name = "OverrideState")
  public enum OverrideState {
    UPCOMING,
    RUNNING,
    OVER,
    /** Called off, before it began or while it ran. */
    CANCELLED
  }

  /** An override; it is kept when it is over or called off. */
  @Schema(name = "ScheduleOverride")
  public record OverrideView(
      UUID id,
      UUID schedule,
      String person,
      Reach reach,
      String reason,
      @Schema(description = "As it was asked for") Instant from,
      Instant until,
      @Schema(
              description =
                  "When it counts: not before it was made, and not after it was called off; null when it never did")
          Instant effectiveFrom,
      Instant effectiveUntil,
      OverrideState state,
      String createdBy,
      Instant createdAt,
      String cancelledBy,
      Instant cancelledAt) {}

  /** Whose shifts a feed shows. */
  @Schema(name = "CalendarFeedBody")
  public record FeedBody(
      @Size(min = 1, max = 200, message = "must have 1 to 200 characters")
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must not contain control characters")
          @Schema(description = "Only the shifts of this person; absent: everybody's")
          String person) {}

  /** A secret address of the calendar. */
  @Schema(name = "CalendarFeed")
  public record FeedView(
      UUID id,
      UUID schedule,
      String person,
      String createdBy,
      Instant createdAt,
      @Schema(description = "When its address was last changed, null when never") Instant rotatedAt,
      String revokedBy,
      @Schema(description = "Since when its address leads nowhere, null while it works")
          Instant revokedAt) {}

  /** A feed with its address, which is not shown again. */
  @Schema(name = "CalendarFeedWithAddress")
  public record FeedWithUrl(FeedView feed, String url) {}
}
