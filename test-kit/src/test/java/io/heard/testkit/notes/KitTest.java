package io.heard.testkit.notes;

import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** What the tests of the kit share: one database, one broker, one application. */
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
public abstract class KitTest {

  @Inject protected DataSource dataSource;
  @Inject protected NoteDesk desk;
  @Inject protected NoteEffects effects;

  protected static RequestSpecification as(String user, String... roles) {
    return RestAssured.given().auth().oauth2(Tokens.of(user, roles)).contentType(ContentType.JSON);
  }

  protected static RequestSpecification mei() {
    return as("mei", "frontline");
  }

  protected static RequestSpecification ops() {
    return as("olga", "ops");
  }

  /** Runs a statement by itself, as an operator or an intruder would. */
  protected int sql(String statement, Object... parameters) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (int i = 0; i < parameters.length; i++) {
        prepared.setObject(i + 1, parameters[i]);
      }
      return prepared.executeUpdate();
    }
  }

  /** The first column of a query. */
  protected List<Object> query(String query, Object... parameters) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement prepared = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        prepared.setObject(i + 1, parameters[i]);
      }
      List<Object> values = new ArrayList<>();
      try (ResultSet row = prepared.executeQuery()) {
        while (row.next()) {
          values.add(row.getObject(1));
        }
      }
      return values;
    }
  }

  protected long number(String query, Object... parameters) throws SQLException {
    return ((Number) query(query, parameters).get(0)).longValue();
  }

  /** Several statements in one session. */
  protected void session(String... statements) throws SQLException {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Takes the audit's lease away from this replica, for a while; nothing is sealed any more. */
  protected void anotherReplicaAudits() throws SQLException {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              sql(
                  "UPDATE audit_lease SET holder = gen_random_uuid(), until = clock_timestamp() + interval '2 minutes'");
              UUID note = desk.write("nobody seals it").id();
              await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
              return !isSealed(note);
            });
  }

  protected void thisReplicaAudits() throws SQLException {
    sql("UPDATE audit_lease SET until = '-infinity'");
  }

  protected boolean isSealed(UUID note) throws SQLException {
    return number("SELECT count(*) FROM journal_leaf WHERE aggregate_id = ?", note) > 0;
  }
}
