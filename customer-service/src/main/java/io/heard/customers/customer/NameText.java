package io.heard.customers.customer;

import io.heard.kit.text.Folding;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Names the way they are searched for. */
public final class NameText {

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** No entry of an index may be longer; nobody looks for what is further behind. */
  private static final int LONGEST = 400;

  private NameText() {}

  /** What is kept of a name to be found by. */
  static String searchable(String name) {
    String folded = fold(name);
    return folded.codePointCount(0, folded.length()) <= LONGEST
        ? folded
        : folded.substring(0, folded.offsetByCodePoints(0, LONGEST));
  }

  /** Folds a name or a part of one, blanks collapsed. */
  public static String fold(String name) {
    return BLANKS.matcher(Folding.fold(name)).replaceAll(" ").strip();
  }

  /** How alike two folded names are, 0 to 1: the Dice coefficient of their pairs of characters. */
  public static double likeness(String one, String other) {
    Set<String> pairs = pairs(one);
    Set<String> others = pairs(other);
    long common = pairs.stream().filter(others::contains).count();
    return 2.0 * common / (pairs.size() + others.size());
  }

  private static Set<String> pairs(String name) {
    int[] letters = name.codePoints().toArray();
    if (letters.length < 2) {
      return Set.of(name);
    }
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i + 1 < letters.length; i++) {
      pairs.add(new String(letters, i, 2));
    }
    return pairs;
  }
}
