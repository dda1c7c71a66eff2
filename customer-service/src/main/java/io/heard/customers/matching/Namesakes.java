package io.heard.customers.matching;

import io.heard.customers.customer.NameText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Customers whose names are like a name. Alphabetic names are found by common trigrams ({@code
 * pg_trgm}); names in scripts without an alphabet, of which two characters say much, by common
 * pairs.
 */
@ApplicationScoped
class Namesakes {

  /** Below this the names have hardly more in common than any two names have. */
  private static final double LEAST_LIKENESS = 0.4;

  private static final String LIKENESSES =
      "SELECT id, name_likeness(search_name, ?) AS likeness FROM customer WHERE id = ANY (?)";

  private static final String ALIKE =
      "SELECT * FROM (SELECT id, name_likeness(search_name, ?) AS likeness FROM customer WHERE merged_into IS NULL AND %s) AS alike"
          + " WHERE likeness >= "
          + LEAST_LIKENESS
          + " ORDER BY likeness DESC, id DESC LIMIT ?";

  @Inject DataSource dataSource;

  /** The names most like this one, with their likeness from {@value #LEAST_LIKENESS} to 1. */
  Map<UUID, Double> of(String name, int limit) {
    String folded = NameText.fold(name);
    boolean alphabetic = folded.codePoints().noneMatch(Namesakes::isOfLargeScript);
    String sql =
        ALIKE.formatted(
            alphabetic ? "search_name % ?" : "name_grams(search_name) && fragment_grams(?)");
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, folded);
      select.setString(2, folded);
      select.setInt(3, limit);
      return likenesses(select);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How like this name those of given customers are, from 0 to 1. */
  Map<UUID, Double> likeness(String name, Collection<UUID> customers) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(LIKENESSES)) {
      Array ids = connection.createArrayOf("uuid", customers.toArray());
      select.setString(1, NameText.fold(name));
      select.setArray(2, ids);
      return likenesses(select);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<UUID, Double> likenesses(PreparedStatement select) throws SQLException {
    Map<UUID, Double> found = new HashMap<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        found.put(row.getObject("id", UUID.class), row.getDouble("likeness"));
      }
    }
    return found;
  }

  private static boolean isOfLargeScript(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
      default -> false;
    };
  }
}
