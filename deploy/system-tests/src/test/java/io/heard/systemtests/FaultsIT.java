package io.heard.systemtests;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that can die is killed while people work; afterwards each promise is held against what
 * the clients were told. {@code -Dheard.seed=…} repeats what was drawn.
 */
class FaultsIT {
  private static final Duration UNTIL_QUIET = Duration.ofMinutes(3);

  /** What must never be found, not even for a moment. */
  private static final Set<String> JOURNAL =
      Set.of(
          "JOURNAL_WENT_BACK",
          "JOURNAL_CHANGED",
          "BATCH_CHANGED",
          "ENTRY_CHANGED",
          "ENTRY_MISSING");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path data;

  private static RunningSystem system;
  private static WebhookReceiver receiver;
  private static String secret;
  private static Load load;
  private static Ledger tickets;
  private static Map<ClockStory.Key, ClockStory> clocks;

  @BeforeAll
  static void workAndBreak() throws Exception {
    long seed = Long.getLong("heard.seed", System.nanoTime());
    System.out.println("Seed: -Dheard.seed=" + seed);
    system = RunningSystem.start(data);
    receiver = new WebhookReceiver();
    configure();
    load = Load.start(system, seed);
    load.awaitLogged(20);
    new Faults(system, load).happen(new Random(seed));
    load.finish();
    RunningSystem.SERVICES.forEach(system::awaitReady);
    Quiet quiet = new Quiet(system);
    await("all to be quiet")
        .atMost(UNTIL_QUIET)
        .untilAsserted(() -> assertThat(quiet.whyNot()).isEmpty());
    tickets = Ledger.read(system.database("tickets"), "heard.ticket.");
    clocks = ClockStory.all(tickets);
    System.out.printf(
        "%d demands, %d commands, %d events, %d breaches; answers: %s%n",
        load.demands().size(),
        load.demands().stream().mapToInt(demand -> demand.commands().size()).sum(),
        tickets.entries().size(),
        clocks.values().stream().filter(ClockStory::isBreached).count(),
        load.tally());
  }

  private static void configure() throws Exception {
    Client admin = system.tickets("root", "admin");
    admin
        .post(
            "/v1/sla-policies",
            """
            {"name": "hurried", "order": 10, "calendar": "24x7", "when": {"tags": ["%s"]},
             "targets": {"ACKNOWLEDGE": "PT4S", "FIRST_FEEDBACK": "PT8S"}}
            """
                .formatted(Clerk.HURRY))
        .expect(201);
    for (int number = 0; number < 4; number++) {
      admin
          .put(
              "/v1/staff/clerk-" + number, "{\"email\": \"clerk-%d@heard.test\"}".formatted(number))
          .expect(200);
    }
    secret =
        system
            .notifications("olga", "ops")
            .post(
                "/v1/subscriptions",
                "{\"url\": \"%s\", \"events\": [\"heard.ticket.clock-breached.v1\"]}"
                    .formatted(receiver.url()))
            .expect(201)
            .at("/secret");
  }

  @AfterAll
  static void stop() throws Exception {
    if (load != null) {
      load.close();
    }
    if (receiver != null) {
      receiver.close();
    }
    if (system != null) {
      system.close();
    }
  }

  @Test
  void nothingIsRefusedThatIsRight() {
    assertThat(load.tally().surprises()).isEmpty();
    assertThat(load.demands())
        .as("every demand was acknowledged in the end")
        .allMatch(demand -> demand.id().isPresent());
  }

  @Test
  void everyAcknowledgedDemandIsThereOnce() throws Exception {
    Map<String, Set<String>> idsByKey =
        system.database("tickets").rows("select external_ref, id from ticket").stream()
            .collect(groupingBy(row -> row.get(0), mapping(row -> row.get(1), toSet())));
    for (Demand demand : load.demands()) {
      assertThat(idsByKey.getOrDefault(demand.key(), Set.of()))
          .as("tickets of demand %s, acknowledged as %s", demand.key(), demand.id())
          .isEqualTo(demand.id().map(Set::of).orElse(Set.of()));
    }
    assertThat(idsByKey).as("nothing that nobody has logged").hasSize(load.demands().size());
    List<String> shown =
        system.tickets("li", "agent").all("/v1/tickets?sort=-logged").stream()
            .map(ticket -> ticket.get("id").asText())
            .toList();
    assertThat(shown)
        .as("the list shows each once")
        .containsExactlyInAnyOrderElementsOf(
            idsByKey.values().stream().flatMap(Set::stream).toList());
  }

  @Test
  void repeatingAKeyGivesTheFirstAnswer() throws Exception {
    Map<String, List<Ledger.Entry>> histories = tickets.byAggregate();
    for (Demand demand : load.demands()) {
      String id = demand.id().orElseThrow();
      String clerk = histories.get(id).get(0).json().at("/ticket/receiver").asText();
      Answer repeated =
          system
              .tickets(clerk, "frontline", "agent", "lead")
              .post("/v1/tickets", demand.key(), demand.body())
              .expect(201);
      assertThat(repeated.isReplay()).as("%s is known", demand.key()).isTrue();
      assertThat(repeated.at("/id")).isEqualTo(id);
    }
    assertThat(system.database("tickets").count("select count(*) from ticket"))
        .as("no repeat has made a ticket")
        .isEqualTo(load.demands().size());
  }

  @Test
  void everyAcknowledgedCommandTookEffectOnce() {
    Map<String, List<Ledger.Entry>> byTicket = tickets.byAggregate();
    for (Demand demand : load.demands()) {
      List<Ledger.Entry> history = byTicket.get(demand.id().orElseThrow());
      for (Demand.Command command : demand.commands()) {
        long effects =
            history.stream().filter(entry -> entry.data().contains(command.marker())).count();
        assertThat(effects)
            .as("effects of %s on ticket %s", command, demand.id())
            .isBetween(command.acknowledged() ? 1L : 0L, 1L);
      }
    }
  }

  @Test
  void everyEventIsPublishedInOrder() throws Exception {
    Ledger alerts = Ledger.read(system.database("notifications"), "heard.alert.");
    for (Map.Entry<String, Ledger> one :
        Map.of("heard.tickets", tickets, "heard.alerts", alerts).entrySet()) {
      TopicCheck check =
          new TopicCheck(system.topic(one.getKey()).read(), one.getValue().byAggregate());
      System.out.printf(
          "%s: %d entries, %d events sent again%n",
          one.getKey(), one.getValue().entries().size(), check.repeats());
      assertThat(check.findings()).as(one.getKey()).isEmpty();
    }
  }

  @Test
  void everyDeadlineIsJudgedRightly() {
    Instant now = Clock.systemUTC().instant();
    List<String> contradictions = new ArrayList<>();
    clocks.forEach(
        (key, story) ->
            story.contradictions(now).forEach(finding -> contradictions.add(key + ": " + finding)));
    assertThat(contradictions).isEmpty();
    assertThat(clocks.values()).as("some were in time").anyMatch(story -> !story.isBreached());
    assertThat(clocks.values()).as("some were not").anyMatch(ClockStory::isBreached);
  }

  @Test
  void everyBreachHasOneAlertAndNothingElseHas() throws Exception {
    List<JsonNode> alerts = alerts("CLOCK_BREACHED");
    assertThat(alerts.stream().map(FaultsIT::clockOf))
        .as("alerts of breaches")
        .containsExactlyInAnyOrderElementsOf(clocksThat(ClockStory::isBreached));
    assertThat(alerts("CLOCK_WARNED").stream().map(FaultsIT::clockOf))
        .as("alerts of warnings")
        .containsExactlyInAnyOrderElementsOf(clocksThat(ClockStory::isWarned));
    assertThat(alerts).as("raised once").allMatch(alert -> alert.get("count").asInt() == 1);
    Map<String, Long> raised = raised();
    for (JsonNode alert : alerts) {
      ClockStory story = clocks.get(clockOf(alert));
      assertThat(alert.get("state").asText().equals("RESOLVED"))
          .as("%s is over if the deed is done", alert)
          .isEqualTo(story.hasEnded());
      assertThat(raised.get(alert.get("id").asText())).as("raised %s", alert).isEqualTo(1L);
    }
  }

  @Test
  void everyNoticeIsMailedAndNoneTwiceUnderOneName() throws Exception {
    List<JsonNode> deliveries =
        system.notifications("olga", "ops").all("/v1/deliveries").stream()
            .filter(delivery -> delivery.get("channel").asText().equals("EMAIL"))
            .filter(delivery -> delivery.get("purpose").asText().equals("NOTICE"))
            .toList();
    List<MailBox.Mail> mails = system.mailBox().read();
    Map<String, Set<MailBox.Mail>> contents =
        mails.stream().collect(groupingBy(MailBox.Mail::id, toSet()));
    System.out.printf(
        "%d notices by mail, %d mails, %d of them sent again%n",
        deliveries.size(), mails.size(), mails.size() - contents.size());

    assertThat(contents)
        .as("one content a Message-ID")
        .allSatisfy((id, same) -> assertThat(same).hasSize(1));
    Map<String, Long> raised = raised();
    Map<String, JsonNode> alerts = new HashMap<>();
    system
        .notifications("olga", "ops")
        .all("/v1/alerts")
        .forEach(alert -> alerts.put(alert.get("id").asText(), alert));
    for (JsonNode delivery : deliveries) {
      String carrier = delivery.get(delivery.get("digest").isNull() ? "id" : "digest").asText();
      boolean mailed = contents.containsKey("<" + carrier + "@heard>");
      switch (delivery.get("state").asText()) {
        case "DELIVERED" -> assertThat(mailed).as("mail of %s", delivery).isTrue();
        case "CANCELLED" ->
            assertThat(
                    isOver(
                        alerts.get(delivery.get("alert").asText()),
                        raised.get(delivery.get("alert").asText()),
                        delivery))
                .as("called off: %s", delivery)
                .isTrue();
        default -> throw new AssertionError("neither sent nor called off: " + delivery);
      }
    }
    assertThat(deliveries.stream().map(delivery -> delivery.get("alert").asText()).collect(toSet()))
        .as("somebody is told of every breach")
        .containsAll(
            alerts("CLOCK_BREACHED").stream().map(alert -> alert.get("id").asText()).toList());
  }

  /**
   * The occasion it tells of is over: the alert is, or it has come back since.
   *
   * @param raised how often the alert was raised
   */
  private static boolean isOver(JsonNode alert, long raised, JsonNode notice) {
    int occasion = notice.get("occasion").asInt();
    return occasion < raised
        || (occasion == raised && alert.get("state").asText().equals("RESOLVED"));
  }

  private static Map<String, Long> raised() throws Exception {
    return Ledger.read(system.database("notifications"), "heard.alert.raised.").entries().stream()
        .collect(groupingBy(entry -> entry.json().at("/alert/id").asText(), counting()));
  }

  @Test
  void everySubscribedEventReachesItsReceiver() {
    List<WebhookReceiver.Call> calls = receiver.calls();
    assertThat(calls).as("signed").allMatch(call -> call.isSignedWith(secret));
    Map<String, Set<String>> bodies =
        calls.stream()
            .collect(
                groupingBy(WebhookReceiver.Call::id, mapping(WebhookReceiver.Call::body, toSet())));
    assertThat(bodies)
        .as("one content a webhook-id")
        .allSatisfy((id, same) -> assertThat(same).hasSize(1));
    assertThat(bodies.values().stream().map(same -> clockIn(same.iterator().next())))
        .as("webhooks of breaches")
        .containsExactlyInAnyOrderElementsOf(clocksThat(ClockStory::isBreached));
    System.out.printf("%d webhooks, %d sent again%n", bodies.size(), calls.size() - bodies.size());
  }

  @Test
  void nothingIsParked() throws Exception {
    for (String service : RunningSystem.SERVICES) {
      Answer parked = system.service(service, "olga", "ops").get("/v1/parked").expect(200);
      assertThat(parked.body().get("outgoing")).as("outgoing of " + service).isEmpty();
      assertThat(parked.body().get("incoming")).as("incoming of " + service).isEmpty();
    }
  }

  @Test
  void everyHashChainVerifies() throws Exception {
    Client reader = system.tickets("li", "agent");
    for (String ticket : tickets.byAggregate().keySet()) {
      assertThat(Timeline.read(reader, ticket).findings()).as("recomputed: " + ticket).isEmpty();
      Answer verdict = reader.get("/v1/tickets/" + ticket + "/timeline/verification").expect(200);
      assertThat(verdict.at("/intact")).as(verdict.text()).isEqualTo("true");
    }
  }

  @Test
  void everyReceiptIsInTheJournal() throws Exception {
    Client reader = system.tickets("li", "agent");
    for (List<Ledger.Entry> history : tickets.byAggregate().values()) {
      String ticket = history.get(0).aggregate();
      String hash = reader.get("/v1/tickets/" + ticket).expect(200).at("/receipt/hash");
      Answer proof = reader.get("/v1/receipts/" + hash).expect(200);
      assertThat(proof.at("/verified")).as(proof.text()).isEqualTo("true");
    }
  }

  @Test
  void theSystemFindsNothingWrongWithItself() throws Exception {
    for (String service : RunningSystem.SERVICES) {
      Client ops = system.service(service, "olga", "ops");
      String run = ops.post("/v1/audit/reconciliation", "{}").expect(202).at("/id");
      await("the full run of " + service)
          .atMost(UNTIL_QUIET)
          .until(
              () -> {
                JsonNode last = ops.get("/v1/audit/reconciliation").expect(200).body().get("run");
                return last.get("id").asText().equals(run) && !last.get("finishedAt").isNull();
              });
      await(service + " to be clean")
          .atMost(UNTIL_QUIET)
          .untilAsserted(
              () -> {
                Answer view = ops.get("/v1/audit/reconciliation").expect(200);
                assertThat(view.at("/clean")).as(view.text()).isEqualTo("true");
              });
      Answer head = ops.get("/v1/audit/head").expect(200);
      Answer verdict =
          ops.post(
                  "/v1/audit/head/verification",
                  "{\"number\": %s, \"digest\": \"%s\"}"
                      .formatted(head.at("/number"), head.at("/digest")))
              .expect(200);
      assertThat(verdict.at("/intact")).as(verdict.text()).isEqualTo("true");
      assertThat(ops.all("/v1/audit/findings"))
          .as("%s has shouted about nothing but the broker's absence", service)
          .noneMatch(
              finding ->
                  finding.get("state").asText().equals("BROKEN")
                      || JOURNAL.contains(finding.get("kind").asText()));
    }
  }

  private static List<ClockStory.Key> clocksThat(Predicate<ClockStory> wanted) {
    return clocks.entrySet().stream()
        .filter(entry -> wanted.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<JsonNode> alerts(String cause) throws Exception {
    return system.notifications("olga", "ops").all("/v1/alerts?cause=" + cause);
  }

  /** Only first rounds come due here: the targets of later ones are hours. */
  private static ClockStory.Key clockOf(JsonNode alert) {
    return new ClockStory.Key(alert.at("/ticket/id").asText(), alert.get("clock").asText(), 1);
  }

  private static ClockStory.Key clockIn(String webhook) {
    try {
      JsonNode event = Client.JSON.readTree(webhook).get("data");
      return new ClockStory.Key(
          event.at("/ticket/id").asText(),
          event.at("/clock/kind").asText(),
          event.at("/clock/round").asInt());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
