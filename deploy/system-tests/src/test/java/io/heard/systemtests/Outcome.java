package io.heard.systemtests;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.systemtests.fleet.Fleet;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What is there when all is over, to be held against what clients and receivers were told. */
final class Outcome {
  private final Fleet fleet;
  private final Load load;
  private final WebhookReceiver receiver;
  private final Ledger tickets;
  private final Ledger alerts;
  private final Map<ClockStory.Key, ClockStory> clocks;

  private Outcome(Fleet fleet, Load load, WebhookReceiver receiver)
      throws SQLException, IOException {
    this.fleet = fleet;
    this.load = load;
    this.receiver = receiver;
    this.tickets = Ledger.read(database(fleet, "tickets"), "heard.ticket.");
    this.alerts = Ledger.read(database(fleet, "notifications"), "heard.alert.");
    this.clocks = ClockStory.all(tickets);
  }

  /** To be called when all is quiet. */
  static Outcome of(Fleet fleet, Load load, WebhookReceiver receiver)
      throws SQLException, IOException {
    return new Outcome(fleet, load, receiver);
  }

  static Database database(Fleet fleet, String name) {
    return new Database(fleet.settings(), name);
  }

  static Client client(Fleet fleet, String service, String user, String... roles)
      throws IOException {
    return new Client(fleet.addresses(service).get(0), fleet.token(user, roles));
  }

  Database database(String name) {
    return database(fleet, name);
  }

  Client client(String service, String user, String... roles) throws IOException {
    return client(fleet, service, user, roles);
  }

  Client ticketReader() throws IOException {
    return client(Fleet.TICKETS, "li", "agent");
  }

  Client operations() throws IOException {
    return client(Fleet.NOTIFICATIONS, "olga", "ops");
  }

  Topic topic(String name) {
    return new Topic(fleet.brokers(), name);
  }

  MailBox mailBox() {
    return new MailBox(fleet.settings().mail());
  }

  List<WebhookReceiver.Call> webhooks() {
    return receiver.calls();
  }

  List<Demand> demands() {
    return load.demands();
  }

  Tally tally() {
    return load.tally();
  }

  Ledger tickets() {
    return tickets;
  }

  Ledger alertLedger() {
    return alerts;
  }

  Map<ClockStory.Key, ClockStory> clocks() {
    return clocks;
  }

  List<ClockStory.Key> clocksThat(Predicate<ClockStory> wanted) {
    return clocks.entrySet().stream()
        .filter(entry -> wanted.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** As the service shows them. */
  List<JsonNode> alerts(String cause) throws IOException, InterruptedException {
    return operations().all("/v1/alerts?cause=" + cause);
  }

  /** How often each alert was raised after the ledger. */
  Map<String, Long> raised() {
    return alerts.entries().stream()
        .filter(entry -> entry.what().equals("raised"))
        .collect(groupingBy(entry -> entry.json().at("/alert/id").asText(), counting()));
  }

  /** By the clock ticket-service goes by. */
  Instant now() throws SQLException, IOException {
    return Instant.ofEpochMilli(
        database("tickets").count("select (extract(epoch from now()) * 1000)::bigint"));
  }

  @Override
  public String toString() {
    return "%d demands, %d commands, %d events, %d breaches; answers: %s"
        .formatted(
            demands().size(),
            demands().stream().mapToInt(demand -> demand.commands().size()).sum(),
            tickets.entries().size(),
            clocksThat(ClockStory::isBreached).size(),
            tally());
  }
}
