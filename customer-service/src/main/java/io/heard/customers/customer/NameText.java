package io.heard.customers.customer;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names the way they are searched for. */
public final class NameText {

  private static final Pattern ACCENTS = Pattern.compile("\\p{InCombiningDiacriticalMarks}+");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private NameText() {}

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
}
