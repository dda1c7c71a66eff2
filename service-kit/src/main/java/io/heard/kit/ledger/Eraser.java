package io.heard.kit.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * Erases personal data from what the kit keeps: the history of an aggregate, answers kept for
 * repeated requests, and messages that are parked. Doing it again changes nothing more. What is
 * still on its way to Kafka goes out without the personal data.
 */
@ApplicationScoped
public class Eraser {

  private static final int PAGE = 500;

  /** Clocks of two replicas may differ; a request may have taken that long. */
  private static final Duration SLACK = Duration.ofMinutes(5);

  private static final String GONE =
      "{\"type\":\"urn:heard:problem:erased\",\"title\":\"Gone\",\"status\":410,"
          + "\"detail\":\"The answer held personal data, which were erased since.\"}";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;
  @Inject Ledger ledger;

  /**
   * Erases from an aggregate's history. An entry that holds no personal data stays as it is; of the
   * others the salt goes with the data, so that nobody can find out what was there by trying. What
   * was taken out of an entry before, for somebody else, stays out.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void history(UUID aggregateId, Redaction redaction) {
    history(aggregateId, redaction, data -> true);
  }

  /**
   * Erases only from some entries of an aggregate's history.
   *
   * @param which tells by an entry's data whether it is one of them
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void history(UUID aggregateId, Redaction redaction, Predicate<JsonNode> which) {
    int sequence = 0;
    for (List<LedgerEntry> page = ledger.read(aggregateId, sequence, PAGE);
        !page.isEmpty();
        page = ledger.read(aggregateId, sequence, PAGE)) {
      for (LedgerEntry entry : page) {
        erase(entry, redaction, which);
        sequence = entry.sequence();
      }
    }
  }

  private void erase(LedgerEntry entry, Redaction redaction, Predicate<JsonNode> which) {
    String sql =
        "UPDATE ledger SET data = ?, salt = '', digest = ? WHERE aggregate_id = ? AND sequence = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      JsonNode data = json.readTree(entry.data());
      JsonNode left = which.test(data) ? redaction.apply(data) : data;
      if (left.equals(data)) {
        return;
      }
      update.setString(1, json.writeValueAsString(left));
      update.setString(
          2, entry.erased() ? entry.digest() : LedgerEntry.digest(entry.salt(), entry.data()));
      update.setObject(3, entry.aggregateId());
      update.setInt(4, entry.sequence());
      update.executeUpdate();
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Erases the answers kept for {@code Idempotency-Key}s that mention any of these texts, in what
   * they say or in where they lead to. Such a request, repeated, is answered 410 and not done
   * again.
   *
   * @param since when the oldest of what they are about came to be
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void answers(Collection<String> mentions, Instant since) {
    String sql =
        "UPDATE idempotency_key SET status = 410, location = NULL, etag = NULL, body = ? WHERE created_at >= ?"
            + " AND EXISTS (SELECT 1 FROM unnest(?::text[]) AS m (mention) WHERE strpos(body, m.mention) > 0 OR strpos(location, m.mention) > 0)";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, GONE);
      update.setTimestamp(2, Timestamp.from(since.minus(SLACK)));
      update.setArray(3, connection.createArrayOf("text", mentions.toArray()));
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Erases from parked and discarded messages that mention any of these texts; they can still be
   * applied. What cannot be read is emptied.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void parked(Collection<String> mentions, Redaction redaction) {
    messages("inbox_parked", mentions, redaction);
    messages("inbox_discarded", mentions, redaction);
  }

  private void messages(String table, Collection<String> mentions, Redaction redaction) {
    String sql =
        "SELECT id, payload FROM "
            + table
            + " p WHERE EXISTS (SELECT 1 FROM unnest(?::text[]) AS m (mention)"
            + " WHERE position(convert_to(m.mention, 'UTF8') IN p.payload) > 0) FOR UPDATE";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql);
        PreparedStatement update =
            connection.prepareStatement("UPDATE " + table + " SET payload = ? WHERE id = ?")) {
      select.setArray(1, connection.createArrayOf("text", mentions.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          update.setBytes(1, left(row.getBytes("payload"), redaction));
          update.setObject(2, row.getObject("id"));
          update.executeUpdate();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] left(byte[] payload, Redaction redaction) {
    try {
      return json.writeValueAsString(redaction.apply(json.readTree(payload)))
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException noJson) {
      return null;
    }
  }
}
