package io.heard.notifications.mail;

import io.heard.notifications.news.News;
import java.text.MessageFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.ResourceBundle;

/** How news are said in one language, and by whose clock. English where nothing else is known. */
final class NewsWords {

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

  /** What happened, who did it and when, and how it stands. */
  String said(News news) {
    return of(
        "line",
        word("happening." + news.happening(), news.happening().replace('-', ' ')),
        news.by(),
        time(news.at()),
        word("state." + news.state(), news.state()));
  }

  private String word(String key, String otherwise) {
    return words.containsKey(key) ? words.getString(key) : otherwise;
  }

  private String time(Instant at) {
    return times.format(at);
  }
}
