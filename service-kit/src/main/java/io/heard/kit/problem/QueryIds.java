package io.heard.kit.problem;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Reads ids (RFC 9562). Out of a query they are read from the query itself: a parameter of type
 * UUID would be answered 404, and one of type String is null when it was given empty, which would
 * count as none.
 */
public final class QueryIds {

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private QueryIds() {}

  /** The id of a parameter, null when absent; 400 naming it when it is none. */
  public static UUID read(String name, MultivaluedMap<String, String> query) {
    String value = query.getFirst(name);
    if (value == null) {
      return null;
    }
    return parse(value)
        .orElseThrow(() -> Problem.invalid(FieldError.query(name, "malformed", "must be a UUID")));
  }

  /** The id a text is; empty when it is none. */
  public static Optional<UUID> parse(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
