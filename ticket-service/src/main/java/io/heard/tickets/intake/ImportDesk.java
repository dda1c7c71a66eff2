package io.heard.tickets.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.RequestId;
import io.heard.kit.paging.Limit;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.intake.ImportApi.Format;
import io.heard.tickets.intake.ImportApi.RowState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Takes files in, and says how far they are. */
@ApplicationScoped
public class ImportDesk {

  @Inject Imports imports;
  @Inject ImportWorker worker;
  @Inject ImportSettings settings;
  @Inject Callers callers;
  @Inject ObjectMapper json;
  @Inject Clock clock;
  @Inject TransactionSynchronizationRegistry transactions;

  /** Rows that could not be logged, as a file. */
  record FailedRows(boolean csv, String text) {}

  @Transactional
  ImportApi.View add(boolean csv, String text, boolean again) {
    Caller caller = callers.current();
    ImportFile file =
        csv
            ? ImportFile.csv(text, settings.maxRows(), json)
            : ImportFile.ndjson(text, settings.maxRows());
    Instant now = clock.instant();
    UUID id = Uuid7.at(now);
    String digest = Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
    if (!imports.add(id, file, digest, again, caller, RequestId.current(), now)) {
      UUID earlier =
          imports.byDigest(caller.scope(), digest).map(known -> known.view().id()).orElse(null);
      throw Problem.conflict(
              "already-imported",
              "You have imported this very file before. Ask with again=true to have all of it logged once more.")
          .with("import", earlier);
    }
    wakeWorkerAfterCommit();
    return imports.byId(id).orElseThrow().view();
  }

  private void wakeWorkerAfterCommit() {
    transactions.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            // the worker sees nothing before the commit
          }

          @Override
          public void afterCompletion(int status) {
            worker.wake();
          }
        });
  }

  List<ImportApi.View> newest(UUID before, Limit limit) {
    Caller caller = callers.current();
    String scope = caller.has(Roles.LEAD) ? null : caller.scope();
    return imports.newest(scope, before, limit).stream().map(Imports.Stored::view).toList();
  }

  /** 404 also for what belongs to somebody else. */
  Imports.Stored visible(UUID id) {
    Caller caller = callers.current();
    return imports
        .byId(id)
        .filter(found -> caller.has(Roles.LEAD) || found.scope().equals(caller.scope()))
        .orElseThrow(() -> Problem.notFound("Import " + id));
  }

  List<ImportApi.Row> rows(UUID id, RowState state, int after, Limit limit) {
    return imports.rows(visible(id).view().id(), state, after, limit.plusOne());
  }

  FailedRows failed(UUID id) {
    Imports.Stored stored = visible(id);
    List<Imports.Failed> rows = imports.failed(id);
    if (stored.view().format() == Format.NDJSON) {
      return new FailedRows(
          false, rows.stream().map(row -> row.source() + "\n").collect(Collectors.joining()));
    }
    List<String> columns = new ArrayList<>(stored.columns());
    columns.remove(ImportFile.Columns.ERRORS);
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      List<String> header = new ArrayList<>(columns);
      header.add(ImportFile.Columns.ERRORS);
      printer.printRecord(header);
      for (Imports.Failed row : rows) {
        printer.printRecord(cells(columns, row));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FailedRows(true, text.toString());
  }

  private List<String> cells(List<String> columns, Imports.Failed row) {
    try {
      Map<String, String> source = json.readValue(row.source(), new TypeReference<>() {});
      List<String> cells = new ArrayList<>();
      columns.forEach(column -> cells.add(source.getOrDefault(column, "")));
      cells.add(
          row.errors().stream()
              .map(error -> (error.column() == null ? "" : error.column() + " ") + error.message())
              .collect(Collectors.joining("; ")));
      return cells;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
