package io.heard.customers.matching;

import io.heard.customers.customer.NameText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Customers whose names are like a name. Of alphabetic names those with a similar word ({@code
 * pg_trgm}), unless so many have it that it says nothing; of names in scripts without an alphabet,
 * of which two characters say much, those with a common pair. How alike they are as a whole is
 * reckoned here.
 */
@ApplicationScoped
class Namesakes {

  /** Below this the names have hardly more in common than any two names have. */
  private static final double LEAST_LIKENESS = 0.4;

  /** The newest customers stand for all when it comes to how frequent a word is. */
  private static final int SAMPLE = 20_000;

  /** A word that one in so many has says too little to look for everybody who has it. */
  private static final int ONE_IN = 200;

  private static final int SHORTEST_WORD = 3;

  private static final String FREQUENCIES =
      "SELECT w.word, (SELECT count(*) FROM recent WHERE strpos(search_name, w.word) > 0) AS having_it, (SELECT count(*) FROM recent) AS all_of_them"
          + " FROM unnest(?::text[]) AS w (word)";

  private static final String RECENT =
      "WITH recent AS MATERIALIZED (SELECT id, search_name FROM customer WHERE merged_into IS NULL AND NOT erased ORDER BY id DESC LIMIT "
          + SAMPLE
          + ") ";

  private static final String AMONG_RECENT = "SELECT id, search_name FROM recent WHERE %s LIMIT %d";

  /** Materialised, or the planner might prefer to walk through the table until the limit. */
  private static final String FOUND =
      "WITH found AS MATERIALIZED (SELECT id, search_name, merged_into, erased FROM customer WHERE %s)"
          + " SELECT id, search_name FROM found WHERE merged_into IS NULL AND NOT erased LIMIT %d";

  private static final String WITH_A_SIMILAR_WORD = "? <% search_name";
  private static final String WITH_THIS_WORD = "strpos(search_name, ?) > 0";
  private static final String WITH_THESE_WORDS = "search_name LIKE '%' || ? || '%'";
  private static final String WITH_EVERY_PAIR = "name_grams(search_name) @> fragment_grams(?)";
  private static final String WITH_A_PAIR = "name_grams(search_name) && fragment_grams(?)";

  /** More than the limit have something in common only when it says little. */
  private static final int MOST = 1_000;

  private static final int MOST_CLOSE = 200;

  private static final String NAMES = "SELECT id, search_name FROM customer WHERE id = ANY (?)";

  @Inject DataSource dataSource;

  /** The names most like this one, with their likeness from {@value #LEAST_LIKENESS} to 1. */
  @Transactional(Transactional.TxType.MANDATORY)
  Map<UUID, Double> of(String name, int limit) {
    String folded = NameText.fold(name);
    boolean alphabetic = folded.codePoints().noneMatch(Namesakes::isOfLargeScript);
    try (Connection connection = dataSource.getConnection()) {
      Map<UUID, String> found =
          alphabetic ? byWords(connection, folded) : byPairs(connection, folded);
      return found.entrySet().stream()
          .map(one -> Map.entry(one.getKey(), NameText.likeness(folded, one.getValue())))
          .filter(one -> one.getValue() >= LEAST_LIKENESS)
          .sorted(
              Map.Entry.<UUID, Double>comparingByValue()
                  .thenComparing(one -> one.getKey().toString())
                  .reversed())
          .limit(limit)
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<UUID, String> byPairs(Connection connection, String name) throws SQLException {
    Map<UUID, String> found =
        names(connection, FOUND.formatted(WITH_EVERY_PAIR, MOST_CLOSE), List.of(name));
    found.putAll(names(connection, FOUND.formatted(WITH_A_PAIR, MOST), List.of(name)));
    return found;
  }

  private static Map<UUID, String> byWords(Connection connection, String name) throws SQLException {
    List<String> words =
        Arrays.stream(name.split(" ")).filter(word -> word.length() >= SHORTEST_WORD).toList();
    if (words.isEmpty()) {
      return byPairs(connection, name);
    }
    List<String> telling = telling(connection, words);
    if (!telling.isEmpty()) {
      String similar =
          telling.stream().map(word -> WITH_A_SIMILAR_WORD).collect(Collectors.joining(" OR "));
      return names(connection, FOUND.formatted(similar, MOST), telling);
    }
    // nothing but frequent words: whoever has all of them among the newest, or in this order
    String all = words.stream().map(word -> WITH_THIS_WORD).collect(Collectors.joining(" AND "));
    Map<UUID, String> found =
        names(connection, RECENT + AMONG_RECENT.formatted(all, MOST_CLOSE), words);
    if (words.size() > 1) {
      found.putAll(
          names(
              connection,
              FOUND.formatted(WITH_THESE_WORDS, MOST_CLOSE),
              List.of(String.join(" ", words))));
    }
    return found;
  }

  /** The words that tell people apart. */
  private static List<String> telling(Connection connection, List<String> words)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(RECENT + FREQUENCIES)) {
      select.setArray(1, connection.createArrayOf("text", words.toArray()));
      List<String> telling = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          long most = Math.max(MOST / ONE_IN, row.getLong("all_of_them") / ONE_IN);
          if (row.getLong("having_it") <= most) {
            telling.add(row.getString("word"));
          }
        }
      }
      return telling;
    }
  }

  private static Map<UUID, String> names(Connection connection, String sql, List<String> parameters)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        select.setString(i + 1, parameters.get(i));
      }
      return names(select);
    }
  }

  private static Map<UUID, String> names(PreparedStatement select) throws SQLException {
    Map<UUID, String> names = new HashMap<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        names.put(row.getObject("id", UUID.class), row.getString("search_name"));
      }
    }
    return names;
  }

  /** How like this name those of given customers are, from 0 to 1. */
  Map<UUID, Double> likeness(String name, Collection<UUID> customers) {
    String folded = NameText.fold(name);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(NAMES)) {
      select.setArray(1, connection.createArrayOf("uuid", customers.toArray()));
      return names(select).entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey, one -> NameText.likeness(folded, one.getValue())));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOfLargeScript(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
      default -> false;
    };
  }
}
