package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What ticket-service states, held against what was made of its events here. */
@QuarkusTest
@TestProfile(AuditTest.Short.class)
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class AuditTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final UUID PROCESS = UUID.randomUUID();
  private static int statements;

  /** An audit that soon makes up its mind. */
  public static class Short implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "heard.audit.every",
          "100ms",
          "heard.audit.tolerance",
          "1500ms",
          "heard.audit.walk",
          "200",
          "heard.audit.share-when-busy",
          "1");
    }
  }

  /** As ticket-service states it. */
  private static void state(UUID ticket, int sequence, String... claims) {
    statements++;
    String list = claims.length == 0 ? "[]" : "[\"" + String.join("\",\"", claims) + "\"]";
    Events.send(
        "heard.journal",
        "heard.journal.stated.v1",
        PROCESS,
        statements,
        Instant.now(),
        "system:audit",
        """
        {"journal":{"id":"%s","version":%d,"service":"ticket-service","number":1,"digest":"%s","complete":true,
         "heads":[{"topic":"heard.tickets","aggregate":"%s","sequence":%d,"claims":%s}]}}"""
            .formatted(PROCESS, statements, "a".repeat(64), ticket, sequence, list));
  }

  private static String text(String sql) throws SQLException {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "NONE";
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void awaitState(String kind, UUID about, String state) {
    await(kind + " of " + about)
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        text(
                            "SELECT state FROM audit_finding WHERE kind = '%s' AND about = '%s' ORDER BY id DESC"
                                .formatted(kind, about)))
                    .isEqualTo(state));
  }

  private static String breachOf(Story story, String kind) {
    return "CLOCK_BREACHED " + kind + " 1 " + story.dueAt;
  }

  @Test
  void alertThatIsGone_isRaisedAgain() throws Exception {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.happens("logged").breached("FIRST_FEEDBACK");
    Object id = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    await().atMost(LONG).until(() -> !Calls.deliveries(id).isEmpty());
    execute("DELETE FROM alert WHERE book_id = '" + story.id + "'");

    state(story.id, 2, breachOf(story, "FIRST_FEEDBACK"));

    Map<String, Object> again = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
    assertThat(again).containsEntry("clock", "FIRST_FEEDBACK");
    assertThat(again).containsEntry("dueAt", story.dueAt.toString());
    await().atMost(LONG).until(() -> !Calls.deliveries(again.get("id")).isEmpty());
    awaitState("ALERT_MISSING", story.id, "OVER");
  }

  @Test
  void alertOfWhatIsNoLongerOwed_isEnded() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.happens("logged").breached("FIRST_FEEDBACK");
    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");

    state(story.id, 2);

    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "RESOLVED"))
        .containsEntry("resolvedBy", "system:audit");
    awaitState("ALERT_STALE", story.id, "OVER");
  }

  @Test
  void whatIsUnderWay_isNoFinding() throws Exception {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.happens("logged").breached("FIRST_FEEDBACK");
    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
    // stated before its events came, and once more after it has gone on
    state(story.id, 4);
    story.met("FIRST_FEEDBACK").happens("noted");
    Calls.alert(story.id, "CLOCK_BREACHED", "RESOLVED");
    state(story.id, 2, breachOf(story, "FIRST_FEEDBACK"), breachOf(story, "RESOLUTION"));
    state(story.id, 4);
    await()
        .during(Duration.ofSeconds(5))
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        text(
                            "SELECT kind FROM audit_finding WHERE state <> 'SUSPECTED' AND about = '%s'"
                                .formatted(story.id)))
                    .isEqualTo("NONE"));
    assertThat(Calls.alerts(story.id)).extracting("state").containsExactly("RESOLVED");
  }

  @Test
  void eventThatNeverCame_isAskedFor() throws Exception {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.happens("logged");
    Story lost = Story.of(null, Story.staff("zhang"), Story.staff("mei"));

    state(lost.id, 3);

    await()
        .atMost(LONG)
        .until(
            () ->
                Events.matching(
                        "heard.journal",
                        event ->
                            event.type().equals("heard.journal.wanted.v1")
                                && event
                                    .data()
                                    .at("/journal/aggregate")
                                    .asText()
                                    .equals(lost.id.toString()))
                    .stream()
                    .anyMatch(event -> event.data().at("/journal/after").asInt() == 0));
    lost.happens("logged").happens("started").happens("noted");
    awaitState("EVENT_MISSING", lost.id, "OVER");
    assertThat(text("SELECT count(*) FROM audit_finding WHERE about = '" + story.id + "'"))
        .isEqualTo("0");
  }

  @Test
  void eventThatNeverComes_isShoutedAbout() {
    UUID lost = UUID.randomUUID();
    state(lost, 3);
    awaitState("EVENT_MISSING", lost, "BROKEN");
    List<String> kinds =
        Calls.ops().get("/v1/audit/reconciliation").jsonPath().getList("findings.kind");
    assertThat(kinds).contains("EVENT_MISSING");
    Calls.eventually(
        () -> {
          List<String> abouts =
              Calls.ops().queryParam("cause", "INVARIANT").get("/v1/alerts").path("items.about");
          return abouts.stream().anyMatch(about -> about.endsWith("EVENT_MISSING")) ? abouts : null;
        });
  }

  @Test
  void deliveriesThatAreGone_areMadeAgain() throws Exception {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.happens("logged").breached("FIRST_FEEDBACK");
    Object id = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    await().atMost(LONG).until(() -> !Calls.deliveries(id).isEmpty());
    execute("DELETE FROM delivery WHERE alert_id = '" + id + "'");
    awaitState("NOTICE_MISSING", story.id, "OVER");
    await().atMost(LONG).until(() -> !Calls.deliveries(id).isEmpty());
  }

  @Test
  void ladderThatWasForgotten_goesOn() throws Exception {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.happens("logged").breached("FIRST_FEEDBACK");
    Object id = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    await().atMost(LONG).until(() -> !Calls.deliveries(id).isEmpty());
    execute("DELETE FROM delivery WHERE alert_id = '" + id + "'");
    execute(
        "UPDATE alert SET notices = 0, last_notice_at = NULL, next_notice_at = NULL WHERE id = '"
            + id
            + "'");
    awaitState("LADDER_STUCK", story.id, "OVER");
    await().atMost(LONG).until(() -> !Calls.deliveries(id).isEmpty());
  }
}
