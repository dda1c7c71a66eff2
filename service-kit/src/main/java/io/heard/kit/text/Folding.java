package io.heard.kit.text;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;

/**
 * Text the way it is searched for, the same for what is kept and for what is asked: compatible
 * forms as the plain ones (full-width letters), small letters, without accents, and Latin letters
 * that are no letter with an accent (ß, ø, ł, đ, æ, þ, ı) as those who do not have them on their
 * keyboard write them. Other scripts stay what they are. Done here and not by the database, whose
 * {@code lower()} depends on its locale.
 */
public final class Folding {

  private static final Pattern ACCENTS =
      Pattern.compile("(?<=[\\p{IsLatin}\\p{IsGreek}\\p{IsCyrillic}])\\p{Mn}+");

  /** Of one character there come four at most. */
  private static final int MOST_OF_ONE = 4;

  private Folding() {}

  /** Folds a text. */
  public static String fold(String text) {
    String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
    String plain = ACCENTS.matcher(apart).replaceAll("");
    return ascii(Normalizer.normalize(plain, Normalizer.Form.NFC).toLowerCase(Locale.ROOT));
  }

  private static String ascii(String text) {
    char[] given = text.toCharArray();
    char[] folded = new char[MOST_OF_ONE * given.length];
    int length = ASCIIFoldingFilter.foldToASCII(given, 0, folded, 0, given.length);
    return new String(folded, 0, length);
  }
}
