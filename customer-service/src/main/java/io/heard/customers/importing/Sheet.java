package io.heard.customers.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.kit.http.BodyText;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A file of customers (RFC 4180): a header with the names of fields, then one customer a row. Lists
 * are separated by semicolons; an empty cell is an absent field.
 */
final class Sheet {

  static final int MOST_ROWS = 5_000;

  private static final Set<String> TEXTS =
      Set.of("kind", "name", "scope", "engagement", "tier", "language", "timeZone", "accountOwner");
  private static final Set<String> LISTS = Set.of("phones", "emails", "values");
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setTrim(true)
          .setIgnoreEmptyLines(true)
          .get();

  private final List<CSVRecord> rows;

  private Sheet(List<CSVRecord> rows) {
    this.rows = rows;
  }

  /** Reads a file whole; 400 when it is none, naming every column that is not known. */
  static Sheet read(String file) {
    long line = 1;
    try (CSVParser parser = CSVParser.parse(new StringReader(BodyText.withoutMark(file)), FORMAT)) {
      requireKnown(parser.getHeaderNames());
      List<CSVRecord> rows = new ArrayList<>();
      line = parser.getCurrentLineNumber() + 1;
      for (CSVRecord row : parser) {
        rows.add(row);
        line = parser.getCurrentLineNumber() + 1;
      }
      if (rows.size() > MOST_ROWS) {
        throw refused("too-many-rows", "must have at most " + MOST_ROWS + " rows; split it");
      }
      return new Sheet(rows);
    } catch (IllegalArgumentException e) {
      throw refused("malformed-csv", "is no CSV with a header: a column of it has no name");
    } catch (UncheckedIOException | IOException e) {
      throw refused(
          "malformed-csv",
          "is no CSV (RFC 4180): from line "
              + line
              + " on a quotation mark is not closed, or text follows a closing one");
    }
  }

  private static void requireKnown(List<String> header) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String column : header) {
      if (!TEXTS.contains(column) && !LISTS.contains(column)) {
        errors.add(new FieldError("/header/" + column, "unknown-column", "is not a known column"));
      } else if (!seen.add(column)) {
        errors.add(new FieldError("/header/" + column, "duplicate", "is there more than once"));
      }
    }
    if (!header.contains("name")) {
      errors.add(new FieldError("/header/name", "required", "is required"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  private static Problem refused(String code, String message) {
    return Problem.invalid(new FieldError("", code, message));
  }

  int size() {
    return rows.size();
  }

  /** The customer of a row as JSON, the way it would have been posted. */
  ObjectNode details(int index, ObjectMapper json) {
    ObjectNode details = json.createObjectNode();
    CSVRecord row = rows.get(index);
    row.toMap()
        .forEach(
            (column, cell) -> {
              if (TEXTS.contains(column) && !cell.isEmpty()) {
                details.put(column, cell);
              } else if (!cell.isEmpty()) {
                ArrayNode list = details.putArray(column);
                for (String item : cell.split(";")) {
                  list.add(item.strip());
                }
              }
            });
    return details;
  }

  /** Whether a row has as many cells as the header. */
  boolean isWhole(int index) {
    return rows.get(index).isConsistent();
  }
}
