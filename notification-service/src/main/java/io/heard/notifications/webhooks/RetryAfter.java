package io.heard.notifications.webhooks;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Header {@code Retry-After} (RFC 9110 §10.2.3). */
final class RetryAfter {

  private RetryAfter() {}

  /** How long to wait; null when the header is absent, malformed or past. */
  static Duration parse(String header, Instant now) {
    if (header == null) {
      return null;
    }
    if (header.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    try {
      Duration until =
          Duration.between(
              now, ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return until.isNegative() ? null : until;
    } catch (DateTimeException malformed) {
      return null;
    }
  }
}
