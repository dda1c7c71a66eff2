package io.heard.kit.contact;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.heard.kit.problem.FieldError;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.IDN;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Brings phone numbers and email addresses into the one form in which they are kept and compared:
 * phones as E.164 (ITU-T), emails trimmed, in lower case and with the domain in ASCII (RFC 5890).
 */
@ApplicationScoped
public class ContactPoints {

  private static final int MAX_EMAIL = 254;
  private static final Pattern EMAIL =
      Pattern.compile(
          "[^\\s@\"(),:;<>\\[\\\\\\]]{1,64}@[\\p{L}\\p{N}](?:[\\p{L}\\p{N}.-]{0,250}[\\p{L}\\p{N}])?");

  @ConfigProperty(name = "heard.phones.default-region")
  String defaultRegion;

  /**
   * The number as E.164; null when it is null. What is no possible number is noted in {@code
   * errors} under {@code pointer}.
   *
   * @param raw as somebody wrote it; without a country code it belongs to {@code
   *     heard.phones.default-region}
   */
  public String phone(String raw, String pointer, List<FieldError> errors) {
    if (raw == null) {
      return null;
    }
    Optional<String> phone = phone(raw);
    if (phone.isEmpty()) {
      errors.add(
          new FieldError(
              pointer,
              "invalid-phone",
              "is not a possible phone number in "
                  + defaultRegion
                  + "; write numbers of other countries with +, such as +49 30 901820"));
    }
    return phone.orElse(null);
  }

  /** The number as E.164, empty when it is not a possible one. */
  public Optional<String> phone(String raw) {
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      PhoneNumber number = numbers.parse(raw, defaultRegion);
      boolean possible =
          !number.hasExtension()
              && numbers.isPossibleNumberWithReason(number)
                  == PhoneNumberUtil.ValidationResult.IS_POSSIBLE;
      return possible
          ? Optional.of(numbers.format(number, PhoneNumberUtil.PhoneNumberFormat.E164))
          : Optional.empty();
    } catch (NumberParseException notANumber) {
      return Optional.empty();
    }
  }

  /**
   * The address trimmed and in lower case; null when it is null. What is none is noted in {@code
   * errors} under {@code pointer}.
   */
  public String email(String raw, String pointer, List<FieldError> errors) {
    if (raw == null) {
      return null;
    }
    Optional<String> email = email(raw);
    if (email.isEmpty()) {
      errors.add(
          new FieldError(
              pointer, "invalid-email", "is not an email address such as chen@example.com"));
    }
    return email.orElse(null);
  }

  /** The address trimmed and in lower case, empty when it is none. */
  public Optional<String> email(String raw) {
    // full-width letters, as Chinese and Japanese keyboards write them, are the same letters
    String email =
        withAsciiDomain(
            Normalizer.normalize(raw, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT));
    boolean plausible =
        email.length() <= MAX_EMAIL && EMAIL.matcher(email).matches() && !email.contains("..");
    return plausible ? Optional.of(email) : Optional.empty();
  }

  /** An address as people read it: an A-label of its domain (RFC 5890) in its own script. */
  public static String readable(String email) {
    int at = email.lastIndexOf('@');
    return email.substring(0, at + 1) + IDN.toUnicode(email.substring(at + 1));
  }

  /** A domain has two spellings, in its own script and as an A-label (RFC 5890): the latter. */
  private static String withAsciiDomain(String email) {
    int at = email.lastIndexOf('@');
    if (email.substring(at + 1).codePoints().allMatch(letter -> letter < 128)) {
      return email;
    }
    try {
      return email.substring(0, at + 1)
          + IDN.toASCII(email.substring(at + 1)).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException noDomain) {
      return "";
    }
  }
}
