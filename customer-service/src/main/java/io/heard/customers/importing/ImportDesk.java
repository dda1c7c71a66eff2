package io.heard.customers.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.customers.customer.CustomerApi;
import io.heard.customers.customer.CustomerDesk;
import io.heard.kit.json.StrictJson;
import io.heard.kit.ledger.Origin;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Registers the customers of a file, each row in a transaction of its own together with the note
 * which customer it became: whoever sends the file again, also after a crash half way, gets the
 * same customers and those that were missing.
 */
@ApplicationScoped
class ImportDesk {

  @Inject CustomerDesk customers;
  @Inject StrictJson strictJson;
  @Inject ObjectMapper json;
  @Inject DataSource dataSource;

  ImportApi.Result run(String name, Sheet sheet, Origin origin) {
    List<ImportApi.Row> rows = new ArrayList<>();
    for (int index = 0; index < sheet.size(); index++) {
      rows.add(row(name, sheet, index, origin));
    }
    return new ImportApi.Result(
        count(rows, ImportApi.Outcome.REGISTERED),
        count(rows, ImportApi.Outcome.KNOWN),
        count(rows, ImportApi.Outcome.REFUSED),
        rows);
  }

  private static int count(List<ImportApi.Row> rows, ImportApi.Outcome outcome) {
    return (int) rows.stream().filter(row -> row.outcome() == outcome).count();
  }

  private ImportApi.Row row(String name, Sheet sheet, int index, Origin origin) {
    int line = index + 1;
    if (!sheet.isWhole(index)) {
      return refused(
          line,
          List.of(new FieldError("", "wrong-length", "must have as many cells as the header")));
    }
    try {
      CustomerApi.Details details =
          (CustomerApi.Details)
              strictJson.read(
                  json.writeValueAsBytes(sheet.details(index, json)), CustomerApi.Details.class);
      UUID customer =
          QuarkusTransaction.requiringNew().call(() -> once(name, line, details, origin));
      return new ImportApi.Row(line, ImportApi.Outcome.REGISTERED, customer, List.of());
    } catch (Problem problem) {
      if (problem.code().equals("contact-taken")) {
        UUID owner = (UUID) problem.body("").extensions().get("customer");
        return new ImportApi.Row(line, ImportApi.Outcome.KNOWN, owner, List.of());
      }
      if (problem.status() != 400) {
        throw problem;
      }
      return refused(line, problem.errors());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ImportApi.Row refused(int line, List<FieldError> errors) {
    return new ImportApi.Row(line, ImportApi.Outcome.REFUSED, null, errors);
  }

  private UUID once(String name, int line, CustomerApi.Details details, Origin origin)
      throws SQLException {
    UUID before = noted(name, line);
    if (before != null) {
      return before;
    }
    UUID customer = customers.register(details, origin).id();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO imported_row (import, line, customer_id) VALUES (?, ?, ?)")) {
      insert.setString(1, name);
      insert.setInt(2, line);
      insert.setObject(3, customer);
      insert.executeUpdate();
    }
    return customer;
  }

  /** Serialises two imports of the same row, and says which customer it is already. */
  private UUID noted(String name, int line) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement lock =
            connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, ?))");
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT customer_id FROM imported_row WHERE import = ? AND line = ?")) {
      lock.setString(1, name);
      lock.setLong(2, line);
      lock.execute();
      select.setString(1, name);
      select.setInt(2, line);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getObject(1, UUID.class) : null;
      }
    }
  }
}
