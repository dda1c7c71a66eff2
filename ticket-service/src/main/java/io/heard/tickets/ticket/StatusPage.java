package io.heard.tickets.ticket;

import io.heard.tickets.customer.CustomerCopies.Preferences;
import io.quarkus.qute.Location;
import io.quarkus.qute.RawString;
import io.quarkus.qute.Template;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/**
 * The status page as HTML: in the customer's language, for a phone, without a script. Its style is
 * part of it, allowed by its digest and nothing else is (Content Security Policy Level 3).
 */
@ApplicationScoped
public class StatusPage {

  static final List<String> LANGUAGES = List.of("en", "zh", "de");
  private static final int BEST_SATISFACTION = 5;
  private static final int BEST_EFFORT = 7;

  @Inject
  @Location("status.html")
  Template page;

  private RawString style;
  private String policy;

  @PostConstruct
  void prepare() {
    try (InputStream css = StatusPage.class.getResourceAsStream("/status.css")) {
      byte[] bytes = css.readAllBytes();
      style = new RawString(new String(bytes, StandardCharsets.UTF_8));
      String digest =
          Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
      policy =
          "default-src 'none'; style-src 'sha256-"
              + digest
              + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The Content-Security-Policy that goes with every page. */
  String policy() {
    return policy;
  }

  /**
   * What was sent and could not be taken.
   *
   * @param alert the key of what to say about it, null for nothing
   * @param comment what the form is filled with again
   */
  record Given(String alert, String comment) {

    static final Given NOTHING = new Given(null, "");
    static final Given NOT_TAKEN = new Given("notTaken", "");

    static Given wrong(String comment) {
      return new Given("wrong", comment);
    }
  }

  /** A language to choose. */
  record Choice(String code, String name, boolean current) {}

  private static List<Choice> languages(Locale shown, Map<String, String> words) {
    return LANGUAGES.stream()
        .map(
            code ->
                new Choice(code, words.get("language." + code), code.equals(shown.getLanguage())))
        .toList();
  }

  /** A page about a demand. */
  String of(String token, CustomerStatus.Page status, Locale language, Given given) {
    CustomerStatus.View view = status.view();
    Map<String, String> words = words(language);
    DateTimeFormatter times = times(status.preferences(), language);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(words.get("number"), view.number());
    facts.put(words.get("loggedAt"), time(view.loggedAt(), times));
    if (view.lastFeedbackAt() != null) {
      facts.put(words.get("lastFeedbackAt"), time(view.lastFeedbackAt(), times));
    }
    if (view.nextFeedbackDueAt() != null) {
      facts.put(words.get("nextFeedbackDueAt"), time(view.nextFeedbackDueAt(), times));
    }
    return page.data("w", words)
        .data("css", style)
        .data("lang", language.getLanguage())
        .data("token", token)
        .data("subject", view.subject())
        .data("progress", words.get(progress(view)))
        .data("facts", facts)
        .data("ask", view.progress() == CustomerStatus.Progress.DONE_PLEASE_CONFIRM)
        .data("satisfaction", scale(BEST_SATISFACTION))
        .data("effort", scale(BEST_EFFORT))
        .data("error", given.alert() == null ? "" : words.get(given.alert()))
        .data("comment", given.comment())
        .data("languages", languages(language, words))
        .render();
  }

  private static String progress(CustomerStatus.View view) {
    boolean owed =
        view.progress() == CustomerStatus.Progress.CLOSED && view.nextFeedbackDueAt() != null;
    return "progress." + view.progress() + (owed ? ".owed" : "");
  }

  /** A page that says what is wrong with the link. */
  String refused(int status, Locale language) {
    Map<String, String> words = words(language);
    String word =
        switch (status) {
          case 404 -> "refused.unknown";
          case 410 -> "refused.expired";
          case 429 -> "refused.often";
          default -> "refused.other";
        };
    return page.data("w", words)
        .data("css", style)
        .data("lang", language.getLanguage())
        .data("token", "")
        .data("subject", words.get("title"))
        .data("progress", words.get(word))
        .data("facts", Map.of())
        .data("ask", false)
        .data("satisfaction", List.of())
        .data("effort", List.of())
        .data("error", "")
        .data("comment", "")
        .data("languages", List.of())
        .render();
  }

  /**
   * The language of a page: what was chosen on it, what the customer is known to read, what the
   * browser asks for, English.
   */
  static Locale language(String chosen, Preferences preferences, String accepted) {
    if (chosen != null && LANGUAGES.contains(chosen)) {
      return Locale.forLanguageTag(chosen);
    }
    if (preferences.language() != null) {
      String known = Locale.forLanguageTag(preferences.language()).getLanguage();
      if (LANGUAGES.contains(known)) {
        return Locale.forLanguageTag(known);
      }
    }
    return ranges(accepted).stream()
        .filter(range -> range.getWeight() > 0)
        .map(range -> Locale.forLanguageTag(range.getRange()).getLanguage())
        .filter(LANGUAGES::contains)
        .findFirst()
        .map(Locale::forLanguageTag)
        .orElse(Locale.ENGLISH);
  }

  /** Best first; a header that is none says nothing, and is no reason to refuse a customer. */
  private static List<Locale.LanguageRange> ranges(String accepted) {
    try {
      return accepted == null ? List.of() : Locale.LanguageRange.parse(accepted);
    } catch (IllegalArgumentException notByRfc4647) {
      return List.of();
    }
  }

  private static Map<String, String> words(Locale language) {
    ResourceBundle bundle =
        ResourceBundle.getBundle(
            "status",
            language,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    Map<String, String> words = new LinkedHashMap<>();
    bundle.keySet().forEach(key -> words.put(key, bundle.getString(key)));
    return words;
  }

  private static DateTimeFormatter times(Preferences preferences, Locale language) {
    ZoneId zone = ZoneOffset.UTC;
    try {
      zone = preferences.timeZone() == null ? zone : ZoneId.of(preferences.timeZone());
    } catch (DateTimeException unknownHere) {
      zone = ZoneOffset.UTC;
    }
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
        .withLocale(language)
        .withZone(zone);
  }

  private static String time(Instant at, DateTimeFormatter times) {
    return times.format(at) + (ZoneOffset.UTC.equals(times.getZone()) ? " UTC" : "");
  }

  private static List<Integer> scale(int best) {
    return java.util.stream.IntStream.rangeClosed(1, best).boxed().toList();
  }
}
