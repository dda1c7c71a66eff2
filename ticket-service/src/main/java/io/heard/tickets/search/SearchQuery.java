package io.heard.tickets.search;

/**
 * A question to the full-text search as SQL. The words stand in the SQL itself, not in a parameter:
 * the database then knows how common they are and goes about it accordingly. They hold letters,
 * digits and operators only.
 */
public final class SearchQuery {

  private final String words;

  private SearchQuery(String words) {
    this.words = words;
  }

  /** Makes one of what somebody typed. */
  public static SearchQuery of(String text) {
    return new SearchQuery(Words.query(text));
  }

  /** Whether there is nothing in it to look for. */
  public boolean isEmpty() {
    return words.isEmpty();
  }

  /** The condition that a row of {@code ticket_text} answers it. */
  public String matches(String alias) {
    return alias + ".words @@ " + literal();
  }

  /** How well a row of {@code ticket_text} answers it. */
  public String rank(String alias) {
    return "ts_rank(" + alias + ".words, " + literal() + ")";
  }

  private String literal() {
    return "'" + words.replace("'", "''") + "'::tsquery";
  }
}
