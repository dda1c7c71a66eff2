package io.heard.customers.matching;

import io.heard.customers.customer.NameText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
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

  /**
   * With pg_trgm's own 0.3 thirty thousand of a million names are looked at. Holds until the
   * transaction ends.
   */
  private static final String BE_CHOOSY =
      "SELECT set_config('pg_trgm.similarity_threshold', '0.45', true)";

  private static final String LIKENESSES =
      "SELECT id, name_likeness(search_name, ?) AS likeness FROM customer WHERE id = ANY (?)";

  /** The index finds thousands; only the best of them are worth a closer look. */
  private static final String BY_TRIGRAMS =
      "SELECT id, search_name FROM customer WHERE merged_into IS NULL AND NOT erased AND search_name % ?"
          + " ORDER BY similarity(search_name, ?) DESC, id DESC LIMIT 100";

  /** More than the limit share a pair only when the pair says little. */
  private static final String BY_PAIRS =
      "SELECT id, search_name FROM customer WHERE merged_into IS NULL AND name_grams(search_name) && fragment_grams(?)"
          + " LIMIT 1000";

  private static final String ALIKE =
      "SELECT id, likeness FROM (SELECT id, name_likeness(search_name, ?) AS likeness FROM (%s) AS found OFFSET 0) AS alike"
          + " WHERE likeness >= "
          + LEAST_LIKENESS
          + " ORDER BY likeness DESC, id DESC LIMIT ?";

  @Inject DataSource dataSource;

  /** The names most like this one, with their likeness from {@value #LEAST_LIKENESS} to 1. */
  @Transactional(Transactional.TxType.MANDATORY)
  Map<UUID, Double> of(String name, int limit) {
    String folded = NameText.fold(name);
    boolean alphabetic = folded.codePoints().noneMatch(Namesakes::isOfLargeScript);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement threshold = connection.prepareStatement(BE_CHOOSY);
        PreparedStatement select =
            connection.prepareStatement(ALIKE.formatted(alphabetic ? BY_TRIGRAMS : BY_PAIRS))) {
      threshold.execute();
      int parameter = 0;
      select.setString(++parameter, folded);
      select.setString(++parameter, folded);
      if (alphabetic) {
        select.setString(++parameter, folded);
      }
      select.setInt(++parameter, limit);
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
