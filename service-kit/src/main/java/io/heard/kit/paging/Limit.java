package io.heard.kit.paging;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;

/** How many items a page may have: 1 to 200, 50 when not said. */
public record Limit(int value) {

  public static final int DEFAULT = 50;
  public static final int MAX = 200;

  /**
   * Reads the query parameter {@code limit}; anything but a whole number from 1 to 200 is refused,
   * never silently capped.
   *
   * @param parameter as it stands in the query; what JAX-RS gives a method is null when it is empty
   */
  public static Limit of(String parameter) {
    if (parameter == null) {
      return new Limit(DEFAULT);
    }
    if (parameter.matches("\\d{1,3}")) {
      int value = Integer.parseInt(parameter);
      if (value >= 1 && value <= MAX) {
        return new Limit(value);
      }
    }
    throw Problem.invalid(
        FieldError.query("limit", "out-of-range", "must be a whole number from 1 to " + MAX));
  }

  /**
   * How many rows to ask the database for: one more than the page, to know whether there is a next
   * one.
   */
  public int plusOne() {
    return value + 1;
  }
}
