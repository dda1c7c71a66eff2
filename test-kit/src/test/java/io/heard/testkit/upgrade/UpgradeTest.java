package io.heard.testkit.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas of the version before go on working, and can be started, on a database that a replica of
 * this version has migrated. Held against the database itself, not against the text of migrations.
 */
class UpgradeTest {
  private static final String OWNER = "postgres";
  private static final Properties SETTINGS = new Properties();

  private static EmbeddedPostgres postgres;
  private static int databases;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
    try (InputStream in =
        UpgradeTest.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
      SETTINGS.load(in);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Test
  void releasedMigrations_areThereAsTheyWere() throws IOException {
    Map<Path, String> released = Release.migrations();
    assertThat(released).hasSizeGreaterThan(50);
    for (Map.Entry<Path, String> migration : released.entrySet()) {
      assertThat(Release.sha256(migration.getKey()))
          .as("%s has run in production", migration.getKey())
          .isEqualTo(migration.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"customer-service", "ticket-service", "notification-service"})
  void replicasOfTheVersionBefore_findWhatTheyRelyOn(String service) throws Exception {
    assertThat(missedAfterUpgrade(service))
        .containsExactlyInAnyOrderElementsOf(Release.accepted(service));
  }

  /** With numbers below the highest of the old one, as migrations of the kit have. */
  @Test
  void replicaOfTheVersionBefore_startsOnTheNewSchema() throws Exception {
    Path kit = folder.resolve("kit");
    Path own = folder.resolve("own");
    Release.copy(Release.KIT, kit);
    Release.copy(Release.of("ticket-service"), own);
    String database = database();
    migrate(database, kit, own);
    Path newer = Files.createDirectories(folder.resolve("newer"));
    Files.writeString(newer.resolve("V1_9999__kit.sql"), "CREATE TABLE of_the_kit (id int)");
    Files.writeString(newer.resolve("V9999__own.sql"), "CREATE TABLE of_its_own (id int)");
    migrate(database, kit, own, newer);
    migrate(database, kit, own);
    try (Connection connection = connect(database)) {
      assertThat(Schema.read(connection).tables()).containsKeys("of_the_kit", "of_its_own");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE a DROP COLUMN t                           | a.t is gone",
        "DROP TABLE a CASCADE                                  | a is gone",
        "ALTER TABLE a RENAME COLUMN t TO u                    | a.t is gone",
        "ALTER TABLE a ALTER COLUMN t TYPE varchar(9)          | a.t was text and is character varying(9)",
        "ALTER TABLE a ALTER COLUMN t SET NOT NULL             | a.t is required",
        "ALTER TABLE a ALTER COLUMN n DROP DEFAULT             | a.n has lost its default",
        "ALTER TABLE a ADD COLUMN u text NOT NULL              | a.u is new and has to be given",
        "ALTER TABLE a ADD CHECK (t <> '')                     | may be refused",
        "CREATE UNIQUE INDEX ON a (t)                          | may be refused",
        "CREATE UNIQUE INDEX ON a (lower(t))                   | may be refused",
        "ALTER TABLE a ADD FOREIGN KEY (n) REFERENCES b        | may be refused",
        "ALTER TABLE a ADD COLUMN u int, ADD UNIQUE (t, u)     | may be refused",
        "DROP INDEX a_once                                     | ON CONFLICT relies on what is gone",
        "DROP VIEW v                                           | v is gone",
        "DROP SEQUENCE s                                       | s is gone",
        "DROP FUNCTION f(int)                                  | f(x integer) is gone",
        "ALTER TABLE a ADD COLUMN u text NOT NULL DEFAULT ''   |",
        "ALTER TABLE a ADD COLUMN u text CHECK (u <> '')       |",
        "ALTER TABLE a ADD COLUMN u int, ADD FOREIGN KEY (u) REFERENCES b |",
        "ALTER TABLE a ALTER COLUMN id DROP NOT NULL           |",
        "CREATE TABLE c (id int PRIMARY KEY REFERENCES b)      |",
        "CREATE INDEX ON a (t)                                 |",
        "CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 2' |"
      })
  void whatIsFoundAndWhatIsNot(String migration, String missed) throws SQLException {
    try (Connection connection = connect(OWNER);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          """
          CREATE TABLE a (id int NOT NULL, t text, n int NOT NULL DEFAULT 1);
          CREATE UNIQUE INDEX a_once ON a (id) WHERE n > 0;
          CREATE TABLE b (id int PRIMARY KEY);
          CREATE VIEW v AS SELECT id FROM a;
          CREATE SEQUENCE s;
          CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1';
          """);
      Schema before = Schema.read(connection);
      statement.execute(migration);
      List<String> found = before.missedIn(Schema.read(connection));
      if (missed == null) {
        assertThat(found).isEmpty();
      } else {
        assertThat(found).anySatisfy(each -> assertThat(each).contains(missed));
      }
      connection.rollback();
    }
  }

  private List<String> missedAfterUpgrade(String service) throws Exception {
    Path kit = folder.resolve(service + "/kit");
    Path own = folder.resolve(service + "/own");
    Release.copy(Release.KIT, kit);
    Release.copy(Release.of(service), own);
    String database = database();
    migrate(database, kit, own);
    try (Connection connection = connect(database)) {
      Schema before = Schema.read(connection);
      migrate(
          database, Release.ROOT.resolve(Release.KIT), Release.ROOT.resolve(Release.of(service)));
      return before.missedIn(Schema.read(connection));
    }
  }

  /** As a service does at its start. */
  private static void migrate(String database, Path... folders) {
    Stream<String> locations = Arrays.stream(folders).map(each -> "filesystem:" + each);
    String ignored = SETTINGS.getProperty("quarkus.flyway.ignore-migration-patterns", "*:future");
    Flyway.configure()
        .dataSource(postgres.getJdbcUrl(OWNER, database), OWNER, OWNER)
        .locations(locations.toArray(String[]::new))
        .outOfOrder(Boolean.parseBoolean(SETTINGS.getProperty("quarkus.flyway.out-of-order")))
        .ignoreMigrationPatterns(ignored.split(","))
        .load()
        .migrate();
  }

  private static String database() throws SQLException {
    databases++;
    String name = "upgrade_" + databases;
    try (Connection connection = connect(OWNER);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return name;
  }

  private static Connection connect(String database) throws SQLException {
    return postgres.getDatabase(OWNER, database).getConnection();
  }
}
