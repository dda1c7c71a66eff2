package io.heard.systemtests.fleet;

import io.heard.local.Secrets;
import io.heard.local.Settings;
import io.heard.local.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Lets the clock of one database jump. Every service goes by {@code now()} and {@code
 * clock_timestamp()} of its database, so these are put before PostgreSQL's own in the search path
 * of its user, with a shift that may be changed at any time. What is delivered knows nothing of it.
 */
final class ShiftedTime {
  private static final String ADMIN = "heard_admin";

  private final Settings settings;
  private final Secrets secrets;

  /**
   * @param settings with the database's own port
   */
  ShiftedTime(Settings settings, Secrets secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  /** To be called before the service has first connected; may be called again. */
  void install(String database) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create schema if not exists shifted;
          create table if not exists shifted.shift (ahead interval not null);
          insert into shifted.shift select interval '0' where not exists (select from shifted.shift);
          create or replace function shifted.clock_timestamp() returns timestamptz language sql volatile
            as 'select pg_catalog.clock_timestamp() + ahead from shifted.shift';
          create or replace function shifted.now() returns timestamptz language sql stable
            as 'select pg_catalog.now() + ahead from shifted.shift';
          grant usage on schema shifted to public;
          grant select on shifted.shift to public;
          """);
      statement.execute(
          "alter role " + database + " set search_path = public, shifted, pg_catalog");
    }
  }

  void jump(String database, Duration ahead) throws SQLException {
    try (Connection connection = connect(database);
        PreparedStatement update =
            connection.prepareStatement("update shifted.shift set ahead = ? * interval '1 ms'")) {
      update.setLong(1, ahead.toMillis());
      update.executeUpdate();
    }
  }

  private Connection connect(String database) throws SQLException {
    try {
      return DriverManager.getConnection(
          PostgresServer.jdbcUrl(settings, database), ADMIN, secrets.postgresAdmin());
    } catch (RuntimeException e) {
      throw new SQLException(e);
    }
  }
}
