package io.heard.notifications.mail;

import io.heard.notifications.news.News;
import java.text.MessageFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/** How news are said in one language, and by whose clock. English where nothing else is known. */
final class NewsWords {

  private static final int LONGEST = 300;

  private final ResourceBundle words;
  private final Locale language;
  private final DateTimeFormatter times;

  private NewsWords(ResourceBundle words, Locale language, ZoneId zone) {
    this.words = words;
    this.language = language;
    this.times =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.LONG)
            .withLocale(language)
            .withZone(zone);
  }

  /**
   * The words for a reader.
   *
   * @param language BCP 47, null when not known
   * @param timeZone IANA, null when not known
   */
  static NewsWords forReader(String language, String timeZone) {
    ResourceBundle words =
        ResourceBundle.getBundle(
            "news",
            language == null ? Locale.ENGLISH : Locale.forLanguageTag(language),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    Locale found = words.getLocale().getLanguage().isEmpty() ? Locale.ENGLISH : words.getLocale();
    return new NewsWords(words, found, zone(timeZone));
  }

  private static ZoneId zone(String timeZone) {
    try {
      return timeZone == null ? ZoneOffset.UTC : ZoneId.of(timeZone);
    } catch (DateTimeException unknownHere) {
      return ZoneOffset.UTC;
    }
  }

  String language() {
    return language.toLanguageTag();
  }

  String of(String key, Object... values) {
    return new MessageFormat(words.getString(key), language).format(values);
  }

  /** What happened, who did it and when, how it stands, and what else is known. */
  String said(News news) {
    String line =
        of(
            "line",
            word("happening." + news.happening(), news.happening().replace('-', ' ')),
            news.by().startsWith("system:") ? of("system") : news.by(),
            time(news.at()),
            word("state." + news.state(), news.state()));
    return news.more() == null
        ? line
        : Stream.concat(Stream.of(line), details(news.happening(), news.more()))
            .reduce((said, more) -> of("and", said, more))
            .orElseThrow();
  }

  private Stream<String> details(String happening, News.More more) {
    List<String> details = new ArrayList<>();
    add(details, happening.startsWith("action-") ? "who" : "to", more.to());
    add(details, "what", plain(more.what()));
    add(details, "due", more.due() == null ? null : time(more.due()));
    add(details, "reason", plain(more.reason()));
    if (more.pattern() != null && words.containsKey("pattern." + more.pattern())) {
      add(details, "pattern." + more.pattern(), Objects.requireNonNullElse(more.count(), "?"));
    }
    add(details, "way", more.way() == null ? null : String.join(" → ", more.way()));
    return details.stream();
  }

  private void add(List<String> details, String key, Object value) {
    if (value != null) {
      details.add(of(key, value));
    }
  }

  /** Somebody's own words in one line, and not too many of them. */
  private static String plain(String text) {
    if (text == null) {
      return null;
    }
    String line = text.replaceAll("[\\p{Cntrl}\\s\\u2028\\u2029]+", " ").strip();
    return line.codePointCount(0, line.length()) <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
  }

  private String word(String key, String otherwise) {
    return words.containsKey(key) ? words.getString(key) : otherwise;
  }

  private String time(Instant at) {
    return times.format(at);
  }
}
