package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.notifications.watchdog.SecondWatchdog;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Heartbeats over a real broker, alerts over real mail, pings over real HTTP; the bounds are short.
 */
@QuarkusTest
@TestProfile(WatchdogTest.Short.class)
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
@QuarkusTestResource(value = PingReceiver.class, restrictToAnnotatedClass = true)
class WatchdogTest {

  private static final String OPERATIONS = "operations@heard.local";
  private static final Duration BOUND = Duration.ofSeconds(3);

  /** Bounds that a test can wait for. */
  public static class Short implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "heard.watchdog.silence", "3s",
          "heard.watchdog.start-up", "30s",
          "heard.watchdog.lag", "2s",
          "heard.watchdog.mail", "3s",
          "heard.watchdog.every", "200ms",
          "heard.watchdog.services", "notification-service,ticket-service",
          "heard.heartbeats.every", "300ms");
    }
  }

  @TestHTTPResource("/")
  URI base;

  private Fleet fleet;
  private Fleet.Replica first;
  private Fleet.Replica second;
  private SecondWatchdog anotherReplica;

  @BeforeEach
  void allIsWell() {
    anotherReplica = SecondWatchdog.start();
    fleet = new Fleet();
    first = fleet.replica("ticket-service");
    second = fleet.replica("ticket-service");
    awaitPings();
  }

  @AfterEach
  void endWell() {
    Broker.mend();
    fleet.close();
    anotherReplica.close();
  }

  @Test
  void lastReplicaSilent_isOneAlertWithMailUntilOneIsBack() throws Exception {
    try (Listener listener = new Listener(base, null)) {
      first.fallSilent();
      await()
          .during(BOUND.plusSeconds(1))
          .atMost(BOUND.plusSeconds(20))
          .until(() -> open().isEmpty());
      int mails = MailServer.to(OPERATIONS).size();

      second.fallSilent();

      Map<String, Object> alert = awaitOpen("ticket-service: no heartbeat arrives");
      assertThat(alert.get("ticket")).isNull();
      assertThat(alert.get("clock")).isNull();
      await()
          .untilAsserted(
              () ->
                  assertThat(MailServer.to(OPERATIONS))
                      .hasSize(mails + 1)
                      .last()
                      .satisfies(
                          mail -> {
                            assertThat(Mails.subject(mail))
                                .isEqualTo(
                                    "[Heard] Watchdog: ticket-service: no heartbeat arrives");
                            assertThat(Mails.text(mail)).contains("Heard watches itself");
                            assertThat(Mails.html(mail)).contains("no heartbeat arrives");
                          }));
      int pings = PingReceiver.pings();
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                assertThat(open()).hasSize(1);
                assertThat(MailServer.to(OPERATIONS)).hasSize(mails + 1);
                assertThat(PingReceiver.pings()).isEqualTo(pings);
              });

      first.goOn();

      awaitResolved(alert);
      awaitPings();
      await()
          .untilAsserted(
              () ->
                  assertThat(listener.heard)
                      .filteredOn(event -> event.data().contains((String) alert.get("id")))
                      .extracting(Listener.Heard::name)
                      .contains("raised", "delivered", "resolved"));
    }
    assertThat(Events.all("heard.alerts"))
        .allSatisfy(
            event -> assertThat(EventContract.violations(event.type(), event.data())).isEmpty());
  }

  @Test
  void componentThatMakesNoProgress_isAnAlertThoughItsProcessLives() {
    first.idle = "PT5S";
    second.idle = "PT6S";
    Map<String, Object> alert = awaitOpen("ticket-service: relay stands still");
    second.idle = "PT0.1S";
    awaitResolved(alert);
  }

  @Test
  void workThatWaitsTooLong_isAnAlert() {
    second.lag = "PT3S";
    Map<String, Object> alert = awaitOpen("ticket-service: relay is behind");
    second.lag = "PT0.5S";
    awaitResolved(alert);
  }

  @Test
  void parkedMessages_areAnAlert() {
    first.parked = 1;
    second.parked = 1;
    Map<String, Object> alert = awaitOpen("ticket-service: messages are parked");
    first.parked = 0;
    second.parked = 0;
    awaitResolved(alert);
  }

  @Test
  void whatAServiceCannotMend_isAnAlertUntilItIsMended() {
    first.broken = "[\"ENTRY_CHANGED\"]";
    second.broken = "[\"ENTRY_CHANGED\"]";
    String about = "ticket-service: does not agree with itself: ENTRY_CHANGED";
    Calls.eventually(() -> invariant(about, "OPEN") ? Boolean.TRUE : null);
    first.broken = "[]";
    second.broken = "[]";
    Calls.eventually(() -> invariant(about, "RESOLVED") ? Boolean.TRUE : null);
  }

  private static boolean invariant(String about, String state) {
    List<Map<String, Object>> found =
        Calls.ops().queryParam("cause", "INVARIANT").get("/v1/alerts").path("items");
    return found.size() == 1
        && found.get(0).get("about").equals(about)
        && found.get(0).get("state").equals(state);
  }

  @Test
  void brokerAway_isOneAlertWithMailAndNoOtherWhenItIsBack() {
    int before = occasions();
    int mails = MailServer.to(OPERATIONS).size();

    Broker.cut();

    Map<String, Object> alert = awaitOpen("no heartbeat arrives from any service");
    await().untilAsserted(() -> assertThat(MailServer.to(OPERATIONS)).hasSize(mails + 1));

    Broker.mend();

    awaitResolved(alert);
    awaitPings();
    assertThat(occasions()).isEqualTo(before + 1);
    assertThat(MailServer.to(OPERATIONS)).hasSize(mails + 1);
  }

  @Test
  void resolvedByHand_isNotRaisedAgainBeforeItCameBack() {
    first.fallSilent();
    second.fallSilent();
    Map<String, Object> alert = awaitOpen("ticket-service: no heartbeat arrives");
    Calls.ops()
        .contentType("application/json")
        .body("{\"reason\":\"we know, it is being moved\"}")
        .post("/v1/alerts/{id}/resolve", alert.get("id"))
        .then()
        .statusCode(200);
    await().during(BOUND).atMost(BOUND.plusSeconds(20)).until(() -> open().isEmpty());
    first.goOn();
    awaitPings();
    first.fallSilent();
    Map<String, Object> again = awaitOpen("ticket-service: no heartbeat arrives");
    assertThat(again.get("id")).isEqualTo(alert.get("id"));
    assertThat(again.get("count")).isEqualTo((int) alert.get("count") + 1);
    first.goOn();
    awaitResolved(again);
  }

  @Test
  void mailServerDown_noPingsUntilMailLeavesAgain() {
    first.parked = 1;
    second.parked = 1;
    MailServer.down();
    try {
      awaitOpen("ticket-service: messages are parked");
      awaitOpen("mails do not leave");
    } finally {
      MailServer.up();
    }
    first.parked = 0;
    second.parked = 0;
    awaitPings();
    assertThat(open()).isEmpty();
  }

  private static List<Map<String, Object>> watchdogAlerts() {
    return Calls.ops()
        .queryParam("cause", "WATCHDOG")
        .get("/v1/alerts")
        .then()
        .statusCode(200)
        .extract()
        .path("items");
  }

  private static int occasions() {
    return watchdogAlerts().stream().mapToInt(alert -> (int) alert.get("count")).sum();
  }

  private static List<Map<String, Object>> open() {
    return watchdogAlerts().stream().filter(alert -> alert.get("state").equals("OPEN")).toList();
  }

  private static Map<String, Object> awaitOpen(String about) {
    return Calls.eventually(
        () ->
            open().stream()
                .filter(alert -> about.equals(alert.get("about")))
                .findFirst()
                .orElse(null));
  }

  private static void awaitResolved(Map<String, Object> alert) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        Calls.ops()
                            .get("/v1/alerts/{id}", alert.get("id"))
                            .then()
                            .statusCode(200)
                            .extract()
                            .<String>path("state"))
                    .isEqualTo("RESOLVED"));
  }

  /** They come only while all is well. */
  private static void awaitPings() {
    int now = PingReceiver.pings();
    await().atMost(Duration.ofSeconds(20)).until(() -> PingReceiver.pings() > now + 1);
  }
}
