package io.heard.tickets.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A report as CSV (RFC 4180), safe to be opened in a spreadsheet. */
public final class CsvReport {

  private CsvReport() {}

  /** A header and the rows; the header alone when there are none. */
  public static String of(Collection<String> columns, List<Map<String, Object>> rows) {
    StringWriter text = new StringWriter();
    try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      csv.printRecord(columns);
      for (Map<String, Object> row : rows) {
        csv.printRecord(row.values().stream().map(CsvReport::cell).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A name that begins like a formula is not to be taken for one. */
  private static Object cell(Object value) {
    return value instanceof String text
            && !text.isEmpty()
            && "=+-@\t\r".indexOf(text.charAt(0)) >= 0
        ? "'" + text
        : value;
  }
}
