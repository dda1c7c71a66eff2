package io.heard.tickets.ticket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The requests the tests make, as users would make them. */
final class Api {

  static final String MEI = Tokens.of("mei", "frontline", "agent");
  static final String ZHANG = Tokens.of("zhang", "frontline", "agent", "lead");
  static final String ADMIN = Tokens.of("root", "admin");

  private Api() {}

  static RequestSpecification as(String token) {
    return given().auth().oauth2(token).contentType(ContentType.JSON);
  }

  static JsonPath log(String body) {
    return as(MEI).body(body).post("/v1/tickets").then().statusCode(201).extract().jsonPath();
  }

  static String logged() {
    return log("{\"subject\": \"Filter change for the water purifier\", \"team\": \"field-service\"}")
        .getString("id");
  }

  /** A command on a ticket, with a key of its own. */
  static Response post(String token, String id, String command, Map<String, ?> body) {
    return as(token)
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .body(body)
        .post("/v1/tickets/" + id + "/" + command);
  }

  static JsonPath get(String id) {
    return as(MEI).get("/v1/tickets/" + id).then().statusCode(200).extract().jsonPath();
  }

  /** What a refused request must not add to: rows that requests write, by table. */
  static Map<String, Long> rows() {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String table : List.of("ticket", "ticket_clock", "team", "staff", "idempotency_key")) {
      rows.put(table, count("SELECT count(*) FROM " + table));
    }
    rows.put("ledger", count("SELECT count(*) FROM ledger WHERE actor NOT LIKE 'system:%'"));
    return rows;
  }

  static long count(String sql, Object... parameters) {
    return query(sql, parameters).get(0).longValue();
  }

  /** The numbers in the first column. */
  static List<Number> query(String sql, Object... parameters) {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      List<Number> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add((Number) row.getObject(1));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row as text, empty when there is none. */
  static String text(String sql) {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void execute(String sql) throws SQLException {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Does the same thing {@code times} at once; the answers in no order. */
  static <T> List<T> atOnce(int times, IntFunction<T> deed) {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    CyclicBarrier start = new CyclicBarrier(times);
    try {
      List<Future<T>> answers =
          IntStream.range(0, times)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            start.await();
                            return deed.apply(i);
                          }))
              .toList();
      List<T> results = new ArrayList<>();
      for (Future<T> answer : answers) {
        results.add(answer.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** The ledger of a ticket must be gapless and its chain whole. */
  static void assertLedgerWhole(String id) {
    List<Number> sequences =
        query("SELECT sequence FROM ledger WHERE aggregate_id = ?::uuid ORDER BY sequence", id);
    assertThat(sequences).isEqualTo(IntStream.rangeClosed(1, sequences.size()).boxed().toList());
    JsonPath verdict =
        as(MEI).get("/v1/tickets/" + id + "/timeline/verification").then().extract().jsonPath();
    assertThat(verdict.getList("findings")).isEmpty();
    assertThat(verdict.getInt("entries")).isEqualTo(get(id).getInt("version"));
  }

  /** Types of the ledger entries of a ticket, without prefix and version, in order. */
  static List<String> history(String id) {
    List<String> types =
        as(MEI).get("/v1/tickets/" + id + "/timeline?limit=200").jsonPath().getList("items.type");
    return types.stream()
        .map(type -> type.replace("heard.ticket.", "").replace(".v1", ""))
        .toList();
  }

  /** A ticket whose work is going on. */
  static String started() {
    String id = logged();
    post(MEI, id, "acknowledge", Map.of()).then().statusCode(200);
    post(MEI, id, "start", Map.of()).then().statusCode(200);
    return id;
  }
}
