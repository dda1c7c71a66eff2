package io.heard.tickets;

import static io.restassured.RestAssured.given;

import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Requests as users would make them, and a look into the database, for tests of all features. */
public final class Http {

  public static final String MEI = Tokens.of("mei", "frontline", "agent");
  public static final String ZHANG = Tokens.of("zhang", "frontline", "agent", "lead");
  public static final String ADMIN = Tokens.of("root", "admin");
  public static final String READER = Tokens.of("olga", "ops");

  private Http() {}

  public static Response post(String token, String path, Object body) {
    return post(token, path, body, UUID.randomUUID().toString());
  }

  public static Response post(String token, String path, Object body, String key) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post(path);
  }

  public static Response put(String token, String path, Object body) {
    return given().auth().oauth2(token).contentType(ContentType.JSON).body(body).put(path);
  }

  public static Response patch(String token, String path, Object body) {
    return given().auth().oauth2(token).contentType(ContentType.JSON).body(body).patch(path);
  }

  public static Response delete(String token, String path) {
    return given().auth().oauth2(token).delete(path);
  }

  public static Response get(String token, String path) {
    return given().auth().oauth2(token).urlEncodingEnabled(false).get(path);
  }

  /** A body that is there. */
  public static JsonPath seen(String path) {
    return get(MEI, path).then().statusCode(200).extract().jsonPath();
  }

  /** Logs a demand; its id. */
  public static String log(Map<String, ?> body) {
    return post(MEI, "/v1/tickets", body).then().statusCode(201).extract().path("id");
  }

  /** A command on a ticket that must succeed. */
  public static void done(String id, String command, Map<String, ?> body) {
    int status = post(ZHANG, "/v1/tickets/" + id + "/" + command, body).statusCode();
    if (status / 100 != 2) {
      throw new AssertionError(command + " was answered " + status);
    }
  }

  /** Brings a ticket from logging to CLOSED. */
  public static void close(String id) {
    done(id, "acknowledge", Map.of());
    done(id, "start", Map.of());
    done(id, "feedbacks", Map.of("text", "it is done"));
    done(id, "resolve", Map.of("outcome", "done"));
    done(id, "close", Map.of("because", "CONFIRMED"));
  }

  /** The first column of all rows, as text. */
  public static List<String> column(String sql, Object... parameters) {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      List<String> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static long count(String sql, Object... parameters) {
    return Long.parseLong(column(sql, parameters).get(0));
  }

  public static int execute(String sql, Object... parameters) {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Does the same thing {@code times} at once; the answers in no order. */
  public static <T> List<T> atOnce(int times, IntFunction<T> deed) {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    CyclicBarrier start = new CyclicBarrier(times);
    try {
      List<Future<T>> answers =
          IntStream.range(0, times)
              .mapToObj(
                  i ->
                      threads.submit(
                          (Callable<T>)
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
}
