package io.heard.tickets.calendar;

import java.util.regex.Pattern;

/** What a configured thing may be called: something a person can say and an address can carry. */
public final class Names {
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N} ._-]{0,98}[\\p{L}\\p{N}._-])?");

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** Adds a fault if the name is missing or not acceptable. */
  public static void check(String name, Faults faults) {
    if (name == null) {
      faults.add("/name", "required", "is required");
    } else if (!NAME.matcher(name).matches() || isUuid(name)) {
      faults.add(
          "/name",
          "malformed",
          "must be 1 to 100 letters, digits, spaces, dots, dashes or underscores, begin with a"
              + " letter or digit, not end with a space and not be a UUID");
    }
  }

  static boolean isUuid(String text) {
    return UUID_FORM.matcher(text).matches();
  }

  private Names() {}
}
