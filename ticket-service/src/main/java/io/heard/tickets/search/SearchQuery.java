package io.heard.tickets.search;

/** A question to the full-text search as SQL. The words hold letters, digits and operators only. */
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

  /**
   * The condition that a ticket answers it, by looking its text up: for words that many have, of
   * which the first in some order are wanted. The database knows no other way to read it.
   *
   * @param id the column with the ticket's id
   */
  public String lookedUpFor(String id) {
    return "(SELECT " + matches("x") + " FROM ticket_text x WHERE x.ticket_id = " + id + ")";
  }

  /**
   * The condition that a ticket answers it, by looking up who has the words: for words that few
   * have. The database knows no other way to read it.
   *
   * @param id the column with the ticket's id
   */
  public String amongThoseFor(String id) {
    return id + " = ANY (ARRAY(SELECT x.ticket_id FROM ticket_text x WHERE " + matches("x") + "))";
  }

  /** The condition that a row of {@code ticket_text} answers it. */
  public String matches(String alias) {
    return alias + ".words @@ " + literal();
  }

  /**
   * The tickets that answer it, the newest first, of words that many have: goes through the texts
   * alone, as far as a limit behind it says.
   *
   * @param columns of {@code ticket_text x}
   */
  public String newest(String columns) {
    return "SELECT "
        + columns
        + " FROM ticket_text x WHERE "
        + matches("x")
        + " ORDER BY x.ticket_id DESC";
  }

  /** How well a row of {@code ticket_text} answers it. */
  public String rank(String alias) {
    return "ts_rank(" + alias + ".words, " + literal() + ")";
  }

  private String literal() {
    return "'" + words.replace("'", "''") + "'::tsquery";
  }
}
