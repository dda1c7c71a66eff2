package io.heard.tickets.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.BodyText;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.intake.ImportApi.Format;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A file cut into rows. Whether a row makes a demand is seen later, row by row; refused here is
 * only what is no such file at all.
 *
 * @param columns of a CSV file in their order; empty for NDJSON
 */
record ImportFile(Format format, List<String> columns, List<Row> rows) {

  /** One demand as it stands in the file. */
  record Row(long line, String source) {}

  /** CSV after RFC 4180, with a header. */
  static ImportFile csv(String file, int most, ObjectMapper json) {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(true)
            .setIgnoreSurroundingSpaces(true)
            .get();
    List<Row> rows = new ArrayList<>();
    List<String> columns = null;
    long line = 1;
    try (CSVParser parser = CSVParser.parse(new StringReader(readable(file)), format)) {
      for (CSVRecord csv : parser) {
        if (columns == null) {
          columns = List.of(csv.values());
          Columns.check(columns);
        } else {
          rows.add(new Row(line, json.writeValueAsString(cells(columns, csv))));
          checkCount(rows.size(), most);
        }
        line = parser.getCurrentLineNumber() + 1;
      }
    } catch (UncheckedIOException | CSVException e) {
      throw Problem.invalid(
          new FieldError(
              "",
              "malformed",
              "is no CSV (RFC 4180): from line "
                  + line
                  + " on a quotation mark is not closed, or text follows a closing one"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return checked(new ImportFile(Format.CSV, columns == null ? List.of() : columns, rows));
  }

  /** By column; what is beyond the last column is kept under a name no column has. */
  private static Map<String, String> cells(List<String> columns, CSVRecord csv) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < csv.size(); i++) {
      if (i < columns.size()) {
        cells.put(columns.get(i), csv.get(i));
      } else if (!csv.get(i).isBlank()) {
        cells.merge(Columns.BEYOND, csv.get(i), (one, other) -> one + "," + other);
      }
    }
    return cells;
  }

  /** One JSON object a line. */
  static ImportFile ndjson(String file, int most) {
    List<Row> rows = new ArrayList<>();
    String[] lines = readable(file).split("\r?\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        rows.add(new Row(i + 1L, lines[i]));
        checkCount(rows.size(), most);
      }
    }
    return checked(new ImportFile(Format.NDJSON, List.of(), rows));
  }

  private static ImportFile checked(ImportFile file) {
    if (file.rows().isEmpty()) {
      throw Problem.invalid(new FieldError("", "required", "holds no demand"));
    }
    return file;
  }

  private static void checkCount(int rows, int most) {
    if (rows > most) {
      throw new Problem(
          413,
          "too-large",
          "Content too large",
          "The file holds more than the " + most + " rows an import may have; cut it in parts.");
    }
  }

  private static String readable(String file) {
    if (file.indexOf('\0') >= 0) {
      throw Problem.invalid(new FieldError("", "malformed", "must not hold NUL characters"));
    }
    return BodyText.withoutMark(file);
  }

  /** Names of the columns a CSV file may have. */
  static final class Columns {

    /** What the file of failed rows says about them; ignored when it comes back. */
    static final String ERRORS = "heard.errors";

    static final String BEYOND = "heard.beyond";
    static final String CUSTOM = "customFields.";
    static final String TAGS = "tags";
    private static final List<String> KNOWN =
        List.of(
            "customer.id",
            "customer.name",
            "customer.phone",
            "customer.email",
            "channel",
            "kind",
            "stage",
            "subject",
            "statedRequest",
            "impact",
            "urgency",
            "product",
            "team",
            TAGS,
            "externalRef",
            ERRORS);

    private Columns() {}

    private static void check(List<String> columns) {
      List<FieldError> errors = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      for (String column : columns) {
        boolean custom = column.startsWith(CUSTOM) && column.length() > CUSTOM.length();
        if (!KNOWN.contains(column) && !custom) {
          errors.add(
              new FieldError(
                  "/header/" + column,
                  "unknown-column",
                  "is no column of an import: known are "
                      + String.join(", ", KNOWN.subList(0, KNOWN.size() - 1))
                      + " and customFields.<name>"));
        } else if (!seen.add(column)) {
          errors.add(new FieldError("/header/" + column, "duplicate", "is there more than once"));
        }
      }
      if (!columns.contains("subject") && !columns.contains("statedRequest")) {
        errors.add(
            new FieldError("/header", "required", "needs a column subject or statedRequest"));
      }
      if (!errors.isEmpty()) {
        throw Problem.invalid(errors);
      }
    }
  }

  /** A row of a CSV file as the JSON of a new ticket; cells without text count as absent. */
  static byte[] demand(Map<String, String> cells, ObjectMapper json) {
    if (cells.containsKey(Columns.BEYOND)) {
      throw Problem.invalid(
          new FieldError("", "too-many-cells", "has more cells than the header has columns"));
    }
    Map<String, Object> demand = new LinkedHashMap<>();
    Map<String, String> customer = new LinkedHashMap<>();
    Map<String, String> custom = new LinkedHashMap<>();
    cells.forEach(
        (column, cell) -> {
          if (cell.isBlank() || column.equals(Columns.ERRORS)) {
            return;
          }
          if (column.startsWith("customer.")) {
            customer.put(column.substring("customer.".length()), cell);
          } else if (column.startsWith(Columns.CUSTOM)) {
            custom.put(column.substring(Columns.CUSTOM.length()), cell);
          } else if (column.equals(Columns.TAGS)) {
            demand.put(column, List.of(cell.strip().split("\\s*;\\s*")));
          } else {
            demand.put(column, cell);
          }
        });
    if (!customer.isEmpty()) {
      demand.put("customer", customer);
    }
    if (!custom.isEmpty()) {
      demand.put("customFields", custom);
    }
    try {
      return json.writeValueAsBytes(demand);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
