package io.heard.kit.contact;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds contacts in words as people write them: phones with or without country code and trunk zero,
 * with any blanks, dashes, dots, slashes and brackets between the digits, and emails in upper or
 * lower case and with their domain in either spelling. Part of a longer number or address is not a
 * mention.
 */
public final class Mentions {

  private static final String BETWEEN = "[\\s().\\-/]*";

  private final List<String> needles = new ArrayList<>();
  private final List<Pattern> patterns = new ArrayList<>();

  /**
   * Of these contacts.
   *
   * @param phones in E.164
   * @param emails in their normal form (see {@link ContactPoints})
   */
  public Mentions(Collection<String> phones, Collection<String> emails) {
    phones.forEach(this::phone);
    emails.forEach(this::email);
  }

  private void phone(String e164) {
    try {
      PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
      PhoneNumber number = numbers.parse(e164, null);
      String national = numbers.getNationalSignificantNumber(number);
      needles.add(national);
      String digits =
          national.chars().mapToObj(Character::toString).collect(Collectors.joining(BETWEEN));
      patterns.add(
          Pattern.compile(
              "(?<!\\d)(?:(?:\\+|00)?%d%s)?(?:\\(?0\\)?%s)?%s(?!\\d)"
                  .formatted(number.getCountryCode(), BETWEEN, BETWEEN, digits)));
    } catch (NumberParseException e) {
      throw new IllegalArgumentException("is not E.164", e);
    }
  }

  /** A domain may be written in its own script or as it is kept. */
  private void email(String email) {
    for (String spelling : new LinkedHashSet<>(List.of(email, ContactPoints.readable(email)))) {
      String folded = fold(spelling);
      needles.add(folded);
      patterns.add(
          Pattern.compile(
              "(?<![\\p{L}\\p{N}._%+\\-])"
                  + Pattern.quote(folded)
                  + "(?![\\p{L}\\p{N}]|[.\\-][\\p{L}\\p{N}])"));
    }
  }

  /** Whether a text mentions any of them. */
  public boolean in(String text) {
    String folded = fold(text);
    return patterns.stream().anyMatch(pattern -> pattern.matcher(folded).find());
  }

  /**
   * What a text has to contain to mention one of them: either its digits alone one of these
   * numbers, or its lower case one of these addresses. For databases to choose from.
   */
  public List<String> needles() {
    return List.copyOf(needles);
  }

  /** Full-width digits and letters are the same digits and letters. */
  private static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}
