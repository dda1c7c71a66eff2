package io.heard.kit.problem;

import java.util.UUID;
import java.util.regex.Pattern;

/** Reads ids out of a query. As parameters of type UUID they would be answered 404. */
public final class QueryIds {

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private QueryIds() {}

  /** The id (RFC 9562), null when absent; 400 naming the parameter when it is none. */
  public static UUID read(String name, String value) {
    if (value == null) {
      return null;
    }
    if (!ID.matcher(value).matches()) {
      throw Problem.invalid(FieldError.query(name, "malformed", "must be a UUID"));
    }
    return UUID.fromString(value);
  }
}
