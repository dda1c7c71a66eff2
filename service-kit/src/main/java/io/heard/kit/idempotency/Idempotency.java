package io.heard.kit.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.json.BodyDigest;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Keeps the answer to each {@code Idempotency-Key} in the transaction of the effect (table {@code
 * idempotency_key}), for at least 24 hours. A second request with a key whose first is still in
 * flight waits for it in the database; after the lock timeout it is answered 409 with {@code
 * Retry-After}. Refusals are not kept: they changed nothing, and may go otherwise the next time.
 */
@ApplicationScoped
public class Idempotency {

  public static final String HEADER = "Idempotency-Key";
  public static final String REPLAY_HEADER = "Idempotent-Replay";
  private static final MediaType PROBLEM_JSON = new MediaType("application", "problem+json");
  private static final Pattern ACCEPTABLE = Pattern.compile("[\\x20-\\x7E]{1,255}");

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;
  @Inject Clock clock;
  @Inject Callers callers;
  @Inject BodyDigest body;
  @Inject HttpServerRequest request;

  /** The key of the request being served, empty when it has none; 400 when it is not acceptable. */
  public Optional<IdempotencyKey> key() {
    String key = request.getHeader(HEADER);
    if (key == null) {
      return Optional.empty();
    }
    if (key.isBlank() || !ACCEPTABLE.matcher(key).matches()) {
      throw Problem.invalid(
          FieldError.header(HEADER, "malformed", "must be 1 to 255 visible ASCII characters"));
    }
    return Optional.of(new IdempotencyKey(callers.current().scope(), key, requestDigest()));
  }

  private String requestDigest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          (request.method() + " " + request.uri() + "\n").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(body.value()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Does something once: key, effect and answer in one transaction. A repeat gets the first answer.
   */
  public Response once(IdempotencyKey key, Callable<Response> deed) throws Exception {
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              if (!claim(key)) {
                return replay(key);
              }
              Response answer = deed.call();
              keep(key, answer);
              return answer;
            });
  }

  /**
   * Takes the key for this transaction; false when an earlier request has it. Waits while that
   * request is in flight.
   */
  private boolean claim(IdempotencyKey key) {
    String sql =
        "INSERT INTO idempotency_key (scope, key, request, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, key.scope());
      insert.setString(2, key.key());
      insert.setString(3, key.request());
      insert.setTimestamp(4, Timestamp.from(clock.instant()));
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stores the answer beside the key claimed in this transaction. */
  private void keep(IdempotencyKey key, Response answer) {
    String sql =
        "UPDATE idempotency_key SET status = ?, location = ?, etag = ?, body = ? WHERE scope = ? AND key = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setInt(1, answer.getStatus());
      update.setString(2, answer.getHeaderString(HttpHeaders.LOCATION));
      update.setString(3, answer.getHeaderString(HttpHeaders.ETAG));
      update.setString(
          4, answer.getEntity() == null ? null : json.writeValueAsString(answer.getEntity()));
      update.setString(5, key.scope());
      update.setString(6, key.key());
      update.executeUpdate();
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The first answer again, marked {@code Idempotent-Replay: true}; 422 when the key came with
   * another request.
   */
  public Response replay(IdempotencyKey key) {
    String sql =
        "SELECT request, status, location, etag, body FROM idempotency_key WHERE scope = ? AND key = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, key.scope());
      select.setString(2, key.key());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw Problem.conflict(
                  "busy", "The first request with this key was rolled back just now; try again.")
              .header(HttpHeaders.RETRY_AFTER, "1");
        }
        if (!row.getString("request").equals(key.request())) {
          throw new Problem(
              422,
              "idempotency-key-reused",
              "Idempotency key reused",
              "This Idempotency-Key was used for another request; a new request needs a new key.");
        }
        Response.ResponseBuilder answer =
            Response.status(row.getInt("status"))
                .header(REPLAY_HEADER, "true")
                .type(row.getInt("status") < 400 ? MediaType.APPLICATION_JSON_TYPE : PROBLEM_JSON);
        if (row.getString("location") != null) {
          answer.header(HttpHeaders.LOCATION, row.getString("location"));
        }
        if (row.getString("etag") != null) {
          answer.header(HttpHeaders.ETAG, row.getString("etag"));
        }
        return answer.entity(row.getString("body")).build();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
