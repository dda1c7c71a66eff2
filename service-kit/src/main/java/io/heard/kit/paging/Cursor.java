package io.heard.kit.paging;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A keyset cursor: the sort key of the last row seen, never an offset, so that rows written
 * meanwhile are neither skipped nor doubled. Opaque to clients. The first part names the ordering,
 * so that a cursor of one ordering is refused by another.
 */
public record Cursor(String ordering, List<String> key) {

  private static final String SEPARATOR = "\n";
  // what PostgreSQL can compare; a forged cursor must not reach it with anything else
  private static final Instant FIRST = Instant.parse("-4000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  public static Cursor of(String ordering, Object... key) {
    return new Cursor(ordering, List.of(key).stream().map(Object::toString).toList());
  }

  /**
   * Reads the query parameter {@code after}; null when absent, 400 when it was not made by this
   * list in this ordering.
   */
  public static Cursor parse(String parameter, String ordering, int parts) {
    if (parameter == null) {
      return null;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(parameter), StandardCharsets.UTF_8);
      List<String> all =
          Arrays.stream(text.split(SEPARATOR, -1))
              .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
              .toList();
      if (all.size() == parts + 1
          && all.get(0).equals(ordering)
          && all.stream().noneMatch(part -> part.indexOf('\0') >= 0)) {
        return new Cursor(ordering, all.subList(1, all.size()));
      }
    } catch (IllegalArgumentException notOurs) {
      throw invalid(notOurs);
    }
    throw invalid(null);
  }

  public String encode() {
    String text =
        Stream.concat(Stream.of(ordering), key.stream())
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
            .collect(Collectors.joining(SEPARATOR));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  public String text(int part) {
    return key.get(part);
  }

  public Instant instant(int part) {
    try {
      Instant instant = Instant.parse(key.get(part));
      if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
        throw invalid(null);
      }
      return instant;
    } catch (DateTimeParseException e) {
      throw invalid(e);
    }
  }

  public UUID uuid(int part) {
    try {
      return UUID.fromString(key.get(part));
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
  }

  public long number(int part) {
    try {
      return Long.parseLong(key.get(part));
    } catch (NumberFormatException e) {
      throw invalid(e);
    }
  }

  private static Problem invalid(Exception cause) {
    Problem problem =
        Problem.invalid(
            FieldError.query(
                "after",
                "invalid-cursor",
                "is not a cursor of this list; take it from `next` of the page before"));
    if (cause != null) {
      problem.initCause(cause);
    }
    return problem;
  }
}
