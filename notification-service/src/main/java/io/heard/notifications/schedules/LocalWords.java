package io.heard.notifications.schedules;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Times as people of a zone read them. */
final class LocalWords {

  /** Two instants never read the same, not even in the hour that comes twice. */
  private static final DateTimeFormatter EXACT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendOffset("+HH:MM", "Z")
          .toFormatter(Locale.ENGLISH);

  private static final DateTimeFormatter WORDS =
      DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm", Locale.ENGLISH);

  private LocalWords() {}

  /** {@code 2026-03-02 09:00:00+01:00 Europe/Berlin}. */
  static String exact(Instant instant, ZoneId zone) {
    return EXACT.format(instant.atZone(zone)) + " " + zone;
  }

  /** {@code Monday 2 March 2026, 09:00 Europe/Berlin}. */
  static String words(Instant instant, ZoneId zone) {
    return WORDS.format(instant.atZone(zone)) + " " + zone;
  }
}
