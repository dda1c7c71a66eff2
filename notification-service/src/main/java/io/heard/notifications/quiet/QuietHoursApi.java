package io.heard.notifications.quiet;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Quiet hours on the wire. */
public final class QuietHoursApi {

  private static final String TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d|24:00";

  private QuietHoursApi() {}

  /** When somebody is not to be disturbed by what can wait. */
  @Schema(name = "QuietHoursBody")
  public record Body(
      @NotBlank(message = "is required, such as Asia/Shanghai")
          @Size(max = 100, message = "must have at most 100 characters")
          @Schema(description = "IANA time zone of the windows", examples = "Asia/Shanghai")
          String timeZone,
      @NotNull(message = "is required; an empty list ends the quiet hours")
          @Size(max = 50, message = "must have at most 50 windows")
          List<@NotNull(message = "must be a window") @Valid Window> windows) {}

  /** A window that comes back every week; one whose end is before its begin lasts over midnight. */
  @Schema(name = "QuietWindow")
  public record Window(
      @Size(max = 7, message = "must have at most 7 days")
          @Schema(description = "Days on which it begins; absent or empty: every day")
          List<@NotNull(message = "must be a day") Day> days,
      @NotNull(message = "is required, such as 22:00")
          @Pattern(regexp = TIME, message = "must be a time from 00:00 to 24:00")
          @Schema(examples = "22:00")
          String from,
      @NotNull(message = "is required, such as 07:00")
          @Pattern(regexp = TIME, message = "must be a time from 00:00 to 24:00")
          @Schema(examples = "07:00")
          String to) {

    public Window {
      days = days == null || days.isEmpty() ? List.of(Day.values()) : days;
    }
  }

  /** A day of the week. */
  @Schema(name = "QuietDay")
  public enum Day {
    MON,
    TUE,
    WED,
    THU,
    FRI,
    SAT,
    SUN;

    boolean is(DayOfWeek day) {
      return ordinal() == day.ordinal();
    }
  }

  /** A version of somebody's quiet hours. */
  @Schema(name = "QuietHours")
  public record View(
      String username,
      int version,
      String timeZone,
      List<Window> windows,
      @Schema(description = "End of the quiet hours that are now, null when there are none now")
          Instant quietUntil,
      String changedBy,
      Instant changedAt) {}
}
