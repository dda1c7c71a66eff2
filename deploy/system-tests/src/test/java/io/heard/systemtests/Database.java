package io.heard.systemtests;

import io.heard.local.Secrets;
import io.heard.local.Settings;
import io.heard.local.postgres.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What is really stored, read past the service. */
final class Database {
  private final Settings settings;
  private final String name;

  Database(Settings settings, String name) {
    this.settings = settings;
    this.name = name;
  }

  /** All rows, every column as text; null stays null. */
  List<List<String>> rows(String sql) throws SQLException, IOException {
    try (Connection connection =
            DriverManager.getConnection(
                PostgresServer.jdbcUrl(settings, name),
                name,
                Secrets.of(settings.data()).database(name));
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      int columns = found.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(found.getString(column));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  long count(String sql) throws SQLException, IOException {
    return Long.parseLong(rows(sql).get(0).get(0));
  }
}
