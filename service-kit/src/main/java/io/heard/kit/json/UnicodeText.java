package io.heard.kit.json;

import java.util.regex.Pattern;

/** Text as Unicode has it: JSON and Java also know halves of surrogate pairs, no database does. */
public final class UnicodeText {

  /** As expressions read text by whole characters, this is what is left over of them. */
  private static final Pattern HALF = Pattern.compile("\\p{Cs}");

  private UnicodeText() {}

  /** Whether no half of a surrogate pair stands alone. */
  public static boolean isWhole(String text) {
    return !HALF.matcher(text).find();
  }

  /** With the replacement character instead of each half of a surrogate pair. */
  public static String repaired(String text) {
    return HALF.matcher(text).replaceAll("\uFFFD");
  }
}
