package io.heard.customers.importing;

import io.heard.kit.problem.FieldError;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire when customers come in a file. */
public final class ImportApi {

  private ImportApi() {}

  /** What became of a file. */
  @Schema(name = "ImportResult")
  public record Result(
      @Schema(description = "Customers registered by this file, now or when it was sent before")
          int registered,
      @Schema(description = "Rows whose contacts are another customer's; nothing was changed")
          int known,
      @Schema(description = "Rows that are not valid") int refused,
      @Schema(description = "One for each row, in their order") List<Row> rows) {}

  /** What became of a row. */
  @Schema(name = "ImportedRow")
  public record Row(
      @Schema(description = "Number of the row, the first after the header is 1") int row,
      Outcome outcome,
      @Schema(
              description =
                  "The customer, new or known; null when refused, or when it may not be seen")
          UUID customer,
      @Schema(description = "What is not valid; empty unless refused") List<FieldError> errors) {}

  /** What became of a row. */
  public enum Outcome {
    REGISTERED,
    KNOWN,
    REFUSED
  }
}
