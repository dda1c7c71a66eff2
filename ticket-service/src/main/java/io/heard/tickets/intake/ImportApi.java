package io.heard.tickets.intake;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about imports. */
final class ImportApi {

  private ImportApi() {}

  /** What a file is made of. */
  enum Format {
    CSV,
    NDJSON
  }

  /** How far an import is. */
  enum ImportState {
    RUNNING,
    DONE
  }

  /** How a row went. */
  enum RowState {
    PENDING,
    DONE,
    FAILED
  }

  @Schema(name = "TicketImport")
  record View(
      UUID id,
      Format format,
      ImportState state,
      Instant createdAt,
      @Schema(description = "Who sent the file") String by,
      Rows rows) {}

  @Schema(name = "TicketImportProgress")
  record Rows(int total, int pending, int done, int failed) {}

  @Schema(name = "TicketImportRow")
  record Row(
      @Schema(description = "1 for the first demand of the file") int row,
      @Schema(description = "Line of the file it begins in, from 1") long line,
      RowState state,
      @Schema(description = "The logged ticket, when DONE") UUID ticketId,
      String number,
      @Schema(description = "What is wrong with it, when FAILED") List<RowError> errors) {}

  @Schema(name = "TicketImportRowError")
  record RowError(
      @Schema(
              description =
                  "Name of the column, for NDJSON path of the field; null when the row as a whole is wrong",
              example = "customer.phone")
          String column,
      String code,
      String message) {}
}
