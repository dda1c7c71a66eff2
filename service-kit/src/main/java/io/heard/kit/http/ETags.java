package io.heard.kit.http;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entity tags (RFC 9110 §8.8.3) made of an aggregate's version, and the preconditions on them
 * (§13.1). A weak tag is taken for the strong one: proxies that compress weaken tags on the way,
 * and the version means the state, not the bytes.
 */
public final class ETags {

  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"");
  private static final Pattern LIST =
      Pattern.compile("\\s*" + TAG + "(?:\\s*,\\s*" + TAG + ")*\\s*");

  private ETags() {}

  /** The strong entity tag of a version, quotes included. */
  public static String of(int version) {
    return "\"" + version + "\"";
  }

  /**
   * Refuses with 412 when {@code If-Match} names other versions than the present one, with 400 when
   * it is malformed. An absent header and {@code *} match.
   */
  public static void requireMatch(String ifMatch, int version) {
    if (ifMatch != null && !matches("If-Match", ifMatch, version)) {
      throw new Problem(
              412,
              "stale-version",
              "Precondition failed",
              "It has been changed meanwhile: its version is now "
                  + version
                  + ". Read it again and repeat the change.")
          .with("currentVersion", version);
    }
  }

  /** Whether {@code If-None-Match} names the present version, so that 304 is the answer. */
  public static boolean notModified(String ifNoneMatch, int version) {
    return ifNoneMatch != null && matches("If-None-Match", ifNoneMatch, version);
  }

  private static boolean matches(String header, String value, int version) {
    if (value.trim().equals("*")) {
      return true;
    }
    if (!LIST.matcher(value).matches()) {
      throw Problem.invalid(
          FieldError.header(
              header,
              "malformed",
              "must be an entity tag in double quotes, such as " + of(version)));
    }
    Matcher tags = TAG.matcher(value);
    while (tags.find()) {
      if (tags.group(1).equals(Integer.toString(version))) {
        return true;
      }
    }
    return false;
  }
}
