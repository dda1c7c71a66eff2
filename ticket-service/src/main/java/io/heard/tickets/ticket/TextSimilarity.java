package io.heard.tickets.ticket;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How alike two texts are, from 0 to 1: the Sørensen–Dice coefficient over trigrams of words, and
 * over bigrams where a script writes without spaces (Chinese, Japanese, Korean, Thai). Computed
 * here and not by pg_trgm, whose idea of a letter depends on the locale of the database.
 */
final class TextSimilarity {

  private TextSimilarity() {}

  static double of(String one, String other) {
    Set<String> a = shingles(one);
    Set<String> b = shingles(other);
    if (a.isEmpty() || b.isEmpty()) {
      return 0;
    }
    Set<String> common = new HashSet<>(a);
    common.retainAll(b);
    return 2.0 * common.size() / (a.size() + b.size());
  }

  private static Set<String> shingles(String text) {
    Set<String> shingles = new HashSet<>();
    if (text == null) {
      return shingles;
    }
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    StringBuilder word = new StringBuilder();
    StringBuilder run = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            letter -> {
              boolean spaceless = isSpaceless(letter);
              if (spaceless || !Character.isLetterOrDigit(letter)) {
                endWord(word, shingles);
              }
              if (!spaceless) {
                endRun(run, shingles);
              }
              if (spaceless) {
                run.appendCodePoint(letter);
              } else if (Character.isLetterOrDigit(letter)) {
                word.appendCodePoint(letter);
              }
            });
    endWord(word, shingles);
    endRun(run, shingles);
    return shingles;
  }

  private static boolean isSpaceless(int letter) {
    if (Character.isIdeographic(letter)) {
      return true;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(letter);
    return script == Character.UnicodeScript.HIRAGANA
        || script == Character.UnicodeScript.KATAKANA
        || script == Character.UnicodeScript.HANGUL
        || script == Character.UnicodeScript.THAI;
  }

  private static void endWord(StringBuilder word, Set<String> shingles) {
    if (!word.isEmpty()) {
      cut("  " + word + " ", 3, shingles);
      word.setLength(0);
    }
  }

  private static void endRun(StringBuilder run, Set<String> shingles) {
    if (!run.isEmpty()) {
      cut(run.toString(), Math.min(2, run.codePointCount(0, run.length())), shingles);
      run.setLength(0);
    }
  }

  private static void cut(String text, int length, Set<String> shingles) {
    int[] letters = text.codePoints().toArray();
    for (int i = 0; i + length <= letters.length; i++) {
      shingles.add(new String(letters, i, length));
    }
  }
}
