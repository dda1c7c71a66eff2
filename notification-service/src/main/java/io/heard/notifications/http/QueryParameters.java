package io.heard.notifications.http;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import java.util.Arrays;
import java.util.List;

/** Reads query parameters so that everything wrong with them is told at once. */
public final class QueryParameters {

  private static final int LONGEST = 500;

  private QueryParameters() {}

  /** A constant of an enum, null when absent. */
  public static <E extends Enum<E>> E choice(
      String name, String value, Class<E> type, List<FieldError> errors) {
    if (value == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value)) {
        return constant;
      }
    }
    errors.add(
        FieldError.query(
            name, "unknown-value", "must be one of " + Arrays.toString(type.getEnumConstants())));
    return null;
  }

  /** Text a database can take, null when absent. */
  public static String text(String name, String value, List<FieldError> errors) {
    if (value == null
        || (!value.isBlank() && value.length() <= LONGEST && value.indexOf('\0') < 0)) {
      return value;
    }
    errors.add(
        FieldError.query(
            name, "malformed", "must be 1 to " + LONGEST + " characters, not all blank"));
    return null;
  }

  /** The page size; the default when it is not acceptable, with the error noted. */
  public static Limit limit(String value, List<FieldError> errors) {
    try {
      return Limit.of(value);
    } catch (Problem refused) {
      errors.addAll(refused.errors());
      return new Limit(Limit.DEFAULT);
    }
  }

  /** A cursor whose key is one id, null when absent. */
  public static Cursor cursor(String value, String ordering, List<FieldError> errors) {
    try {
      Cursor cursor = Cursor.parse(value, ordering, 1);
      if (cursor != null) {
        cursor.uuid(0);
      }
      return cursor;
    } catch (Problem refused) {
      errors.addAll(refused.errors());
      return null;
    }
  }
}
