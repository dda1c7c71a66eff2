package io.heard.tickets.search;

import io.heard.kit.text.Folding;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Cuts text into what is searched for, the same way for tickets and for questions. Words of letters
 * and digits, folded ({@link Folding}); in scripts that put no spaces between words (Chinese,
 * Japanese, Korean, Thai) every pair of neighbouring characters, so that a word of two is found
 * wherever it stands.
 */
final class Words {

  private static final int LONGEST = 100;

  private Words() {}

  /**
   * One of them.
   *
   * @param text letters and digits only
   * @param position counted in words and characters from 0
   * @param pair whether it is cut out of a script without spaces
   * @param ends whether it ends a run, so that what begins like it may be meant
   */
  record Word(String text, int position, boolean pair, boolean ends) {}

  /** All words of a text, in order. */
  static List<Word> of(String text) {
    List<Word> found = new ArrayList<>();
    int[] points = Folding.fold(text).codePoints().toArray();
    int position = 0;
    int i = 0;
    while (i < points.length) {
      int end = i + 1;
      if (spaceless(points[i])) {
        while (end < points.length && spaceless(points[end])) {
          end++;
        }
        pairs(points, i, end, position, found);
        position += end - i;
      } else if (Character.isLetterOrDigit(points[i])) {
        while (end < points.length
            && Character.isLetterOrDigit(points[end])
            && !spaceless(points[end])) {
          end++;
        }
        String word = new String(points, i, Math.min(end - i, LONGEST));
        found.add(new Word(word, position, false, true));
        position++;
      }
      i = end;
    }
    return found;
  }

  /** Each character with its neighbour; the last one alone. */
  private static void pairs(int[] points, int from, int to, int position, List<Word> found) {
    for (int i = from; i < to; i++) {
      boolean last = i == to - 1;
      String text = new String(points, i, last ? 1 : 2);
      found.add(new Word(text, position + i - from, true, last));
    }
  }

  private static boolean spaceless(int point) {
    if (!Character.isLetter(point)) {
      return false;
    }
    UnicodeScript script = UnicodeScript.of(point);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA
        || script == UnicodeScript.HANGUL
        || script == UnicodeScript.THAI;
  }

  /**
   * What somebody looks for, as a {@code tsquery}: all of what is separated by spaces, each part as
   * it stands there; the last word of a part may go on. Holds letters, digits and operators only,
   * no matter what was given.
   *
   * @return empty when there is nothing to look for
   */
  static String query(String text) {
    return Arrays.stream(Folding.fold(text).strip().split("\\s+"))
        .map(Words::phrase)
        .filter(phrase -> !phrase.isEmpty())
        .collect(Collectors.joining(" & "));
  }

  private static String phrase(String part) {
    List<Word> words = asked(of(part));
    StringBuilder phrase = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      if (i > 0) {
        int distance = word.position() - words.get(i - 1).position();
        phrase.append(" <").append(distance).append("> ");
      }
      phrase.append('\'').append(word.text()).append('\'');
      boolean last = i == words.size() - 1;
      if (word.ends() && (last || word.pair())) {
        phrase.append(":*");
      }
    }
    return words.size() > 1 ? "(" + phrase + ")" : phrase.toString();
  }

  /** Without the last character of a run, where the pair before it says the same and more. */
  private static List<Word> asked(List<Word> words) {
    List<Word> asked = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      Word before = i == 0 ? null : words.get(i - 1);
      boolean said =
          word.pair() && word.ends() && before != null && before.pair() && !before.ends();
      if (!said) {
        asked.add(word);
      }
    }
    return asked;
  }
}
