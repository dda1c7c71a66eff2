package io.heard.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A real PostgreSQL for a {@code @QuarkusTest}: {@code @QuarkusTestResource(Database.class)}.
 * Sessions live in a foreign time zone, so that whatever trusts the session's zone fails here and
 * not in production.
 */
public class Database implements QuarkusTestResourceLifecycleManager {

  private static EmbeddedPostgres postgres;

  /** The server, for tests that look into it or break it. */
  public static EmbeddedPostgres server() {
    return postgres;
  }

  @Override
  public Map<String, String> start() {
    try {
      postgres =
          EmbeddedPostgres.builder()
              .setServerConfig("timezone", "Australia/Lord_Howe")
              .setServerConfig("max_connections", "60")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "quarkus.datasource.jdbc.url",
        postgres.getJdbcUrl("postgres", "postgres"),
        "quarkus.datasource.username",
        "postgres",
        "quarkus.datasource.password",
        "postgres",
        "quarkus.datasource.jdbc.additional-jdbc-properties.options",
        "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=30s",
        // the driver sets the zone of the JVM when it connects; only this comes later
        "quarkus.datasource.jdbc.new-connection-sql",
        "SET TIME ZONE 'Australia/Lord_Howe'",
        "quarkus.oidc.public-key",
        Tokens.publicKey(),
        "quarkus.oidc.token.issuer",
        Tokens.ISSUER);
  }

  @Override
  public void stop() {
    try {
      if (postgres != null) {
        postgres.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
