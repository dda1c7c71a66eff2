package io.heard.tickets.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.paging.Limit;
import io.heard.kit.security.Caller;
import io.heard.tickets.intake.ImportApi.Format;
import io.heard.tickets.intake.ImportApi.ImportState;
import io.heard.tickets.intake.ImportApi.RowError;
import io.heard.tickets.intake.ImportApi.RowState;
import io.heard.tickets.ticket.TicketApi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** The files that came in and their rows, as stored. */
@ApplicationScoped
class Imports {

  private static final String SELECT =
      "SELECT i.id, i.scope, i.format, i.columns, i.caller_name, i.created_at, i.rows_total,"
          + " (SELECT count(*) FROM ticket_import_row r WHERE r.import_id = i.id AND r.state = 'PENDING') AS pending,"
          + " (SELECT count(*) FROM ticket_import_row r WHERE r.import_id = i.id AND r.state = 'FAILED') AS failed"
          + " FROM ticket_import i WHERE ";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;

  /** A file that is stored, with the caller it belongs to and the columns it had. */
  record Stored(ImportApi.View view, String scope, List<String> columns) {}

  /** A row to be logged, locked until the transaction ends. */
  record Claimed(
      UUID importId,
      int row,
      Format format,
      String source,
      int attempts,
      Caller caller,
      String requestId) {}

  /** A row that could not be logged, as it came. */
  record Failed(String source, List<RowError> errors) {}

  /**
   * Stores a file; false when the same caller has sent the same before and does not ask for it to
   * be taken again. Waits while an earlier one is being stored.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean add(
      UUID id,
      ImportFile file,
      String digest,
      boolean again,
      Caller caller,
      String requestId,
      Instant now) {
    String insert =
        "INSERT INTO ticket_import (id, scope, digest, again, format, columns, caller_name, caller_client, caller_roles, request_id,"
            + " rows_total, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, digest) WHERE NOT again DO NOTHING";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement head = connection.prepareStatement(insert)) {
      head.setObject(1, id);
      head.setString(2, caller.scope());
      head.setString(3, digest);
      head.setBoolean(4, again);
      head.setString(5, file.format().name());
      head.setArray(6, connection.createArrayOf("text", file.columns().toArray()));
      head.setString(7, caller.name());
      head.setString(8, caller.client());
      head.setArray(9, connection.createArrayOf("text", caller.roles().toArray()));
      head.setString(10, requestId);
      head.setInt(11, file.rows().size());
      head.setObject(12, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
      if (head.executeUpdate() == 0) {
        return false;
      }
      addRows(connection, id, file.rows());
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addRows(Connection connection, UUID id, List<ImportFile.Row> rows)
      throws SQLException {
    String insert =
        "INSERT INTO ticket_import_row (import_id, row, line, source)"
            + " SELECT ?, r.row, r.line, r.source FROM unnest(?::bigint[], ?::text[]) WITH ORDINALITY AS r (line, source, row)";
    try (PreparedStatement all = connection.prepareStatement(insert)) {
      all.setObject(1, id);
      all.setArray(
          2, connection.createArrayOf("int8", rows.stream().map(ImportFile.Row::line).toArray()));
      all.setArray(
          3, connection.createArrayOf("text", rows.stream().map(ImportFile.Row::source).toArray()));
      all.executeUpdate();
    }
  }

  Optional<Stored> byId(UUID id) {
    return find(SELECT + "i.id = ?", id).stream().findFirst();
  }

  Optional<Stored> byDigest(String scope, String digest) {
    return find(SELECT + "i.scope = ? AND i.digest = ? AND NOT i.again", scope, digest).stream()
        .findFirst();
  }

  /** Newest first; of one caller, or of everybody. */
  List<Stored> newest(String scope, UUID before, Limit limit) {
    UUID from = before == null ? new UUID(-1, -1) : before;
    return scope == null
        ? find(SELECT + "i.id < ? ORDER BY i.id DESC LIMIT " + limit.plusOne(), from)
        : find(
            SELECT + "i.id < ? AND i.scope = ? ORDER BY i.id DESC LIMIT " + limit.plusOne(),
            from,
            scope);
  }

  private List<Stored> find(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      List<Stored> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(stored(row));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stored stored(ResultSet row) throws SQLException {
    int total = row.getInt("rows_total");
    int pending = row.getInt("pending");
    int failed = row.getInt("failed");
    ImportApi.View view =
        new ImportApi.View(
            row.getObject("id", UUID.class),
            Format.valueOf(row.getString("format")),
            pending == 0 ? ImportState.DONE : ImportState.RUNNING,
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getString("caller_name"),
            new ImportApi.Rows(total, pending, total - pending - failed, failed));
    return new Stored(view, row.getString("scope"), texts(row.getArray("columns")));
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  /** Rows in the order of the file, after that one. */
  List<ImportApi.Row> rows(UUID importId, RowState state, int after, int limit) {
    String sql =
        "SELECT row, line, state, ticket_id, number, errors FROM ticket_import_row WHERE import_id = ? AND row > ?"
            + (state == null ? "" : " AND state = '" + state + "'")
            + " ORDER BY row LIMIT "
            + limit;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, importId);
      select.setInt(2, after);
      List<ImportApi.Row> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(
              new ImportApi.Row(
                  row.getInt("row"),
                  row.getLong("line"),
                  RowState.valueOf(row.getString("state")),
                  row.getObject("ticket_id", UUID.class),
                  row.getString("number"),
                  errors(row.getString("errors"))));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All rows that could not be logged, without those whose words were erased. */
  List<Failed> failed(UUID importId) {
    String sql =
        "SELECT source, errors FROM ticket_import_row WHERE import_id = ? AND state = 'FAILED' AND source IS NOT NULL ORDER BY row";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, importId);
      List<Failed> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(new Failed(row.getString("source"), errors(row.getString("errors"))));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<RowError> errors(String column) {
    try {
      return column == null ? List.of() : json.readValue(column, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The next row to be logged, passing over those that another replica has in hand. The claim is
   * the row's lock: it ends with the transaction, also with that of a replica that was killed.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<Claimed> claim(Instant now) {
    String sql =
        "SELECT r.import_id, r.row, r.source, r.attempts, i.format, i.caller_name, i.caller_client, i.caller_roles, i.request_id"
            + " FROM ticket_import_row r JOIN ticket_import i ON i.id = r.import_id"
            + " WHERE r.state = 'PENDING' AND (r.not_before IS NULL OR r.not_before <= ?)"
            + " ORDER BY r.import_id, r.row LIMIT 1 FOR UPDATE OF r SKIP LOCKED";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Caller caller =
            new Caller(
                row.getString("caller_name"),
                row.getString("caller_client"),
                null,
                Set.copyOf(texts(row.getArray("caller_roles"))));
        return Optional.of(
            new Claimed(
                row.getObject("import_id", UUID.class),
                row.getInt("row"),
                Format.valueOf(row.getString("format")),
                row.getString("source"),
                row.getInt("attempts"),
                caller,
                row.getString("request_id")));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In the transaction that logs the ticket: both happen, or neither. */
  @Transactional(Transactional.TxType.MANDATORY)
  void done(Claimed row, TicketApi.View ticket) {
    update(
        "UPDATE ticket_import_row SET state = 'DONE', ticket_id = ?, number = ?, source = NULL, errors = NULL"
            + " WHERE import_id = ? AND row = ? AND state = 'PENDING'",
        ticket.id(),
        ticket.number(),
        row.importId(),
        row.row());
  }

  void failed(Claimed row, List<RowError> errors) {
    try {
      update(
          "UPDATE ticket_import_row SET state = 'FAILED', errors = ?::jsonb WHERE import_id = ? AND row = ? AND state = 'PENDING'",
          json.writeValueAsString(errors),
          row.importId(),
          row.row());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  void postpone(Claimed row, Instant until) {
    update(
        "UPDATE ticket_import_row SET attempts = attempts + 1, not_before = ? WHERE import_id = ? AND row = ? AND state = 'PENDING'",
        OffsetDateTime.ofInstant(until, ZoneOffset.UTC),
        row.importId(),
        row.row());
  }

  private void update(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        update.setObject(i + 1, parameters[i]);
      }
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
