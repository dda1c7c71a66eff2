package io.heard.customers.demand;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Runs statements on the tables of this package. */
final class Rows {

  /** Sets one statement's parameters. */
  interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  /** Makes a row into what is read. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Sets one question's parameters among those of others. */
  interface Places {
    /**
     * Sets them.
     *
     * @param before how many parameters are set
     * @return how many are set then
     */
    int set(PreparedStatement statement, int before) throws SQLException;
  }

  /** One of several questions that are asked together. */
  record Question<T>(String sql, Places parameters, Row<T> type) {}

  /** What each question found. */
  static final class Answers {
    private final Map<Question<?>, List<?>> found = new IdentityHashMap<>();

    private <T> void read(Question<T> question, ResultSet row) throws SQLException {
      List<T> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(question.type().read(row));
      }
      found.put(question, rows);
    }

    @SuppressWarnings("unchecked") // read() puts in what the question's type makes
    <T> List<T> to(Question<T> question) {
      return (List<T>) found.get(question);
    }
  }

  /**
   * What is asked for one customer is asked in the same way for all: planning anew each time would
   * take as long as asking.
   */
  private static final String PLANNED_ONCE = "SET LOCAL plan_cache_mode = force_generic_plan; ";

  private Rows() {}

  /**
   * Asks everything in one round trip (the driver sends statements joined by ; as a pipeline), in
   * the transaction that is under way.
   */
  static Answers ask(DataSource dataSource, Question<?>... questions) {
    String sql =
        Arrays.stream(questions)
            .map(Question::sql)
            .collect(Collectors.joining("; ", PLANNED_ONCE, ""));
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      int set = 0;
      for (Question<?> question : questions) {
        set = question.parameters().set(statement, set);
      }
      Answers answers = new Answers();
      statement.execute();
      for (Question<?> question : questions) {
        statement.getMoreResults();
        try (ResultSet row = statement.getResultSet()) {
          answers.read(question, row);
        }
      }
      return answers;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Changes rows.
   *
   * @return how many
   */
  static int change(DataSource dataSource, String sql, Parameters parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static <T> List<T> read(DataSource dataSource, String sql, Parameters parameters, Row<T> type) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      List<T> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(type.read(row));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
