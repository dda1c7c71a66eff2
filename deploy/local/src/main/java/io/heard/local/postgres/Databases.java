package io.heard.local.postgres;

import io.heard.local.Secrets;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** One database for each service, owned by a user of the same name. */
final class Databases {
  static final List<String> NAMES = List.of("customers", "tickets", "notifications");

  private final int port;
  private final Secrets secrets;

  Databases(int port, Secrets secrets) {
    this.port = port;
    this.secrets = secrets;
  }

  /** Connects as the administrator, which takes a server that is up. */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", PostgresCluster.ADMIN);
    properties.setProperty("password", secrets.postgresAdmin());
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "10");
    properties.setProperty("ApplicationName", "heard-local");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
  }

  /** Makes what is missing; may be interrupted at any point and called again. */
  void ensure() throws IOException {
    try (Connection connection = connect()) {
      for (String name : NAMES) {
        if (!exists(connection, "select 1 from pg_roles where rolname = ?", name)) {
          // The password is our own, of letters, digits, - and _ only.
          execute(
              connection,
              "create role " + name + " login password '" + secrets.database(name) + "'");
        }
        if (!exists(connection, "select 1 from pg_database where datname = ?", name)) {
          execute(connection, "create database " + name + " owner " + name);
        }
        execute(connection, "revoke connect on database " + name + " from public");
      }
    } catch (SQLException e) {
      throw new IOException("Cannot make the databases: " + e.getMessage(), e);
    }
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
