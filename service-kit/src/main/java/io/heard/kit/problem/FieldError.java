package io.heard.kit.problem;

/**
 * One thing wrong with a request.
 *
 * @param pointer JSON Pointer (RFC 6901) into the body; for a query parameter or header {@code
 *     /query/<name>} or {@code /header/<name>}
 * @param code stable, machine-readable: {@code required}, {@code too-long}, {@code unknown-field} …
 * @param message for a person
 */
public record FieldError(String pointer, String code, String message) {

  /** An error in a query parameter. */
  public static FieldError query(String name, String code, String message) {
    return new FieldError("/query/" + name, code, message);
  }

  /** An error in a request header. */
  public static FieldError header(String name, String code, String message) {
    return new FieldError("/header/" + name, code, message);
  }
}
