package io.heard.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A service's ledger as it is stored: what must have reached everybody else. */
final class Ledger {

  /**
   * @param at when it happened
   * @param recordedAt when it was written, by the clock of the database
   */
  record Entry(
      String aggregate, int sequence, String type, String data, Instant at, Instant recordedAt) {

    /** The last part of the type without its version, such as {@code clock-met}. */
    String what() {
      return type.replaceFirst("heard\\.[a-z]+\\.(.*)\\.v1", "$1");
    }

    JsonNode json() {
      try {
        return Client.JSON.readTree(data);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final List<Entry> entries;

  Ledger(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * @param family what the event types begin with, such as {@code heard.ticket.}
   */
  static Ledger read(Database database, String family) throws SQLException, IOException {
    List<Entry> entries = new ArrayList<>();
    for (List<String> row :
        database.rows(
            "select aggregate_id, sequence, type, data, extract(epoch from at), extract(epoch from recorded_at) from ledger where type like '"
                + family
                + "%' order by aggregate_id, sequence")) {
      entries.add(
          new Entry(
              row.get(0),
              Integer.parseInt(row.get(1)),
              row.get(2),
              row.get(3),
              instant(row.get(4)),
              instant(row.get(5))));
    }
    return new Ledger(entries);
  }

  private static Instant instant(String seconds) {
    return Instant.EPOCH.plusNanos(new BigDecimal(seconds).movePointRight(9).longValueExact());
  }

  List<Entry> entries() {
    return entries;
  }

  Map<String, List<Entry>> byAggregate() {
    Map<String, List<Entry>> grouped = new LinkedHashMap<>();
    for (Entry entry : entries) {
      grouped.computeIfAbsent(entry.aggregate(), unknown -> new ArrayList<>()).add(entry);
    }
    return grouped;
  }
}
