package io.heard.notifications.schedules;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.problem.QueryIds;
import io.heard.notifications.schedules.ScheduleApi.Body;
import io.heard.notifications.schedules.ScheduleApi.Hours;
import io.heard.notifications.schedules.ScheduleApi.LayerBody;
import io.heard.notifications.schedules.ScheduleApi.Weekday;
import io.heard.notifications.schedules.rota.Layer;
import io.heard.notifications.schedules.rota.Rota;
import io.heard.notifications.schedules.rota.WallClock;
import io.heard.notifications.schedules.rota.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes a rota of what was sent, and says everything that is wrong with it. */
final class ScheduleReader {

  private static final Pattern ROTATION = Pattern.compile("P(?:(\\d{1,5})([WD])|T(\\d{1,5})H)");
  private static final Pattern LOCAL_TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d)?");
  private static final Pattern HOURS = Pattern.compile("(\\d\\d):(\\d\\d)-(\\d\\d):(\\d\\d)");
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int MINUTES_OF_DAY = 24 * 60;
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2199;

  private final List<FieldError> errors = new ArrayList<>();

  /**
   * A schedule as it is reckoned with.
   *
   * @param cover hours in which somebody must be on call; empty means always
   */
  record Read(Rota rota, List<Window> cover) {}

  private ScheduleReader() {}

  /** Refuses with 400 naming every field that is not acceptable. */
  static Read read(Body body) {
    ScheduleReader reader = new ScheduleReader();
    if (QueryIds.parse(body.name()).isPresent()) {
      reader.add("/name", "malformed", "must not be a UUID: it would be taken for an id");
    }
    ZoneId zone = reader.zone(body.timeZone());
    List<Layer> layers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < body.layers().size(); i++) {
      LayerBody layer = body.layers().get(i);
      String name = layer.name() == null ? "layer " + (i + 1) : layer.name();
      if (!names.add(name)) {
        reader.add("/layers/" + i + "/name", "duplicate", "must differ from that of other layers");
      }
      layers.add(reader.layer(layer, name, zone, "/layers/" + i));
    }
    List<Window> cover = reader.windows(body.cover(), "/cover");
    if (!reader.errors.isEmpty()) {
      throw Problem.invalid(reader.errors);
    }
    return new Read(new Rota(zone, layers), cover);
  }

  private ZoneId zone(String name) {
    if (ZoneId.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    add("/timeZone", "unknown", "must be an IANA time zone such as Europe/Berlin");
    return ZoneOffset.UTC;
  }

  /** Null when something is wrong with it. */
  private Layer layer(LayerBody body, String name, ZoneId zone, String pointer) {
    Duration rotation = rotation(body.rotation(), pointer + "/rotation");
    LocalDateTime start = time(body.start(), pointer + "/start");
    LocalDateTime from = body.from() == null ? start : time(body.from(), pointer + "/from");
    LocalDateTime until = body.until() == null ? null : time(body.until(), pointer + "/until");
    if (from != null
        && until != null
        && !WallClock.instant(from, zone).isBefore(WallClock.instant(until, zone))) {
      add(pointer + "/until", "out-of-order", "must be later than the layer takes effect, " + from);
    }
    List<Window> windows = windows(body.restrictions(), pointer + "/restrictions");
    return rotation == null || start == null || from == null
        ? null
        : new Layer(name, body.participants(), start, rotation, windows, from, until);
  }

  private Duration rotation(String text, String pointer) {
    Matcher matcher = ROTATION.matcher(text);
    if (!matcher.matches()) {
      add(pointer, "malformed", "must be whole weeks, days or hours, such as P1W, P3D or PT12H");
      return null;
    }
    Duration length =
        matcher.group(3) != null
            ? Duration.ofHours(Long.parseLong(matcher.group(3)))
            : Duration.ofDays(
                Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("W") ? 7 : 1));
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      add(pointer, "out-of-range", "must be from PT1H to P366D");
      return null;
    }
    return length;
  }

  private LocalDateTime time(String text, String pointer) {
    if (LOCAL_TIME.matcher(text).matches()) {
      try {
        LocalDateTime time = LocalDateTime.parse(text);
        if (time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR) {
          return time;
        }
        add(pointer, "out-of-range", "must be from " + FIRST_YEAR + " to " + LAST_YEAR);
        return null;
      } catch (DateTimeParseException noSuchDay) {
        add(pointer, "malformed", "is no date and time there is");
        return null;
      }
    }
    add(
        pointer,
        "malformed",
        "must be a date and time by the clock of the zone, without offset, such as 2026-01-05T09:00");
    return null;
  }

  private List<Window> windows(List<Hours> hours, String pointer) {
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < hours.size(); i++) {
      Hours each = hours.get(i);
      Matcher matcher = HOURS.matcher(each.hours());
      int from = matcher.matches() ? minute(matcher.group(1), matcher.group(2)) : -1;
      int until = matcher.matches() ? minute(matcher.group(3), matcher.group(4)) : -1;
      if (from < 0 || from == MINUTES_OF_DAY || until < 0) {
        add(
            pointer + "/" + i + "/hours",
            "malformed",
            "must be HH:MM-HH:MM, such as 18:00-08:00; only the end may be 24:00");
      } else if (from == until) {
        add(
            pointer + "/" + i + "/hours",
            "empty",
            "must not end when they begin; a whole day is 00:00-24:00");
      } else {
        windows.add(new Window(days(each), from, until > from ? until : until + MINUTES_OF_DAY));
      }
    }
    return windows;
  }

  private static int minute(String hour, String minute) {
    int minutes = Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
    return Integer.parseInt(minute) < 60 && minutes <= MINUTES_OF_DAY ? minutes : -1;
  }

  private static Set<DayOfWeek> days(Hours hours) {
    return hours.days().isEmpty()
        ? EnumSet.allOf(DayOfWeek.class)
        : hours.days().stream().map(Weekday::day).collect(Collectors.toSet());
  }

  private void add(String pointer, String code, String message) {
    errors.add(new FieldError(pointer, code, message));
  }
}
