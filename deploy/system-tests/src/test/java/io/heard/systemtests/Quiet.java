package io.heard.systemtests;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Whether everything that was set going has come to its end. */
final class Quiet {
  private static final List<String> DATABASES = List.of("customers", "tickets", "notifications");

  private final Function<String, Database> databases;

  Quiet(Function<String, Database> databases) {
    this.databases = databases;
  }

  /** What still goes on; empty when all is quiet. */
  List<String> whyNot() throws SQLException, IOException {
    List<String> reasons = new ArrayList<>();
    for (String name : DATABASES) {
      long waiting = databases.apply(name).count("select count(*) from outbox");
      if (waiting > 0) {
        reasons.add(waiting + " events of " + name + " wait for the broker");
      }
    }
    long clocks =
        databases
            .apply("tickets")
            .count("select count(*) from ticket_clock where next_at < now() + interval '1 minute'");
    if (clocks > 0) {
      reasons.add(clocks + " clocks are about to come up");
    }
    reasons.addAll(behind("notifications", "heard.tickets", "tickets", "heard.ticket."));
    reasons.addAll(behind("customers", "heard.tickets", "tickets", "heard.ticket."));
    reasons.addAll(behind("tickets", "heard.customers", "customers", "heard.customer."));
    long deliveries =
        databases
            .apply("notifications")
            .count("select count(*) from delivery where state = 'PENDING' and purpose <> 'NEWS'");
    if (deliveries > 0) {
      reasons.add(deliveries + " deliveries are under way");
    }
    return reasons;
  }

  /** Compares what a consumer has seen of each aggregate with what its producer has written. */
  private List<String> behind(String consumer, String topic, String producer, String family)
      throws SQLException, IOException {
    Map<String, String> written =
        sequences(
            producer,
            "select aggregate_id, max(sequence) from ledger where type like '"
                + family
                + "%' group by aggregate_id");
    Map<String, String> seen =
        sequences(
            consumer, "select aggregate_id, sequence from inbox where topic = '" + topic + "'");
    long different =
        written.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(seen.get(entry.getKey())))
            .count();
    return different == 0
        ? List.of()
        : List.of(consumer + " is behind on " + different + " of " + written.size() + " " + topic);
  }

  private Map<String, String> sequences(String database, String sql)
      throws SQLException, IOException {
    Map<String, String> sequences = new LinkedHashMap<>();
    databases.apply(database).rows(sql).forEach(row -> sequences.put(row.get(0), row.get(1)));
    return sequences;
  }
}
