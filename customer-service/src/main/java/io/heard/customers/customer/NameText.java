package io.heard.customers.customer;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names the way they are searched for. */
public final class NameText {

  private static final Pattern ACCENTS = Pattern.compile("\\p{InCombiningDiacriticalMarks}+");
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

  /**
   * Folds a name or a part of one: compatibility forms unified (full-width letters), accents and
   * case removed, blanks collapsed. Done here and not by the database, whose {@code lower()}
   * depends on its locale.
   */
  public static String fold(String name) {
    String apart = Normalizer.normalize(name, Normalizer.Form.NFKD);
    String bare = ACCENTS.matcher(apart).replaceAll("");
    String whole = Normalizer.normalize(bare, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return BLANKS.matcher(whole).replaceAll(" ").strip();
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
