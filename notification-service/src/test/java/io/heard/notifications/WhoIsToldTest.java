package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who hears of an alert: never nobody. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class WhoIsToldTest {

  private static final String OPERATIONS = "operations@heard.local";

  private static List<Map<String, Object>> told(Story story, String cause) {
    Object alert = Calls.alert(story.id, cause, "OPEN").get("id");
    return Calls.eventually(
        () -> {
          List<Map<String, Object>> all = Calls.deliveries(alert);
          return !all.isEmpty() && all.stream().allMatch(d -> d.get("state").equals("DELIVERED"))
              ? all
              : null;
        });
  }

  @Test
  void breach_ownerReceiverAndLead() {
    String lead = Story.staff("li");
    String team = Story.team("field-service", lead, null);
    String owner = Story.staff("zhang");
    String receiver = Story.staff("mei");
    Story story = Story.of(team, owner, receiver).breached("FIRST_FEEDBACK");

    assertThat(told(story, "CLOCK_BREACHED"))
        .extracting("recipient")
        .containsExactlyInAnyOrder(
            Story.address(owner), Story.address(receiver), Story.address(lead));
  }

  @Test
  void warning_ownerAndReceiverOnly() {
    String team = Story.team("field-service", Story.staff("li"), null);
    String owner = Story.staff("zhang");
    String receiver = Story.staff("mei");
    Story story = Story.of(team, owner, receiver).warned("FIRST_FEEDBACK");

    assertThat(told(story, "CLOCK_WARNED"))
        .extracting("recipient")
        .containsExactlyInAnyOrder(Story.address(owner), Story.address(receiver));
  }

  @Test
  void overloadAndWhatOnlyMoves_theLeadHearsOfItToo_andTheMailSaysWhatIsKnown() throws Exception {
    String lead = Story.staff("li");
    String team = Story.team("field-service", lead, null);
    String owner = Story.staff("zhang");
    Story story = Story.of(team, owner, owner);
    story.send(
        "overloaded",
        "system:capacity",
        ",\"overload\":{\"kind\":\"TEAM\",\"name\":\"%s\",\"open\":11,\"capacity\":10,\"outcome\":\"TAKEN\"}"
            .formatted(team));
    String handoff =
        ",\"from\":{\"team\":\"%s\",\"person\":%s},\"to\":{\"team\":\"%s\",\"person\":\"%s\"},\"reason\":\"x\"";
    story.send("handed-off", owner, handoff.formatted("front-desk", null, team, owner));
    story.send("handed-off", owner, handoff.formatted(team, "\"bob\"", team, owner));
    story.send("ping-pong", owner, ",\"pattern\":\"HOPS\",\"count\":4");
    assertThat(told(story, "OVERLOAD"))
        .extracting("recipient")
        .containsExactlyInAnyOrder(Story.address(owner), Story.address(lead));
    assertThat(told(story, "PING_PONG"))
        .extracting("recipient")
        .containsExactlyInAnyOrder(Story.address(owner), Story.address(lead));
    List<String> texts = new ArrayList<>();
    for (MimeMessage mail : MailServer.to(Story.address(lead))) {
      texts.add(Mails.text(mail));
    }
    assertThat(texts)
        .anySatisfy(
            text ->
                assertThat(text).contains("Team " + team + " has 11 open demands and room for 10."))
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains("handed off 4 times", "Its way: front-desk → bob → " + owner + "."));

    story.happens("started").send("contacted", "system:mail", ",\"chasing\":true");
    story.send("ping-pong", owner, ",\"pattern\":\"TOGGLING\",\"count\":3");
    assertThat(told(story, "CHASED")).extracting("recipient").contains(Story.address(lead));
    await()
        .untilAsserted(
            () ->
                assertThat(MailServer.to(Story.address(lead)))
                    .anySatisfy(
                        mail ->
                            assertThat(Mails.text(mail))
                                .contains("put on hold 3 times")
                                .doesNotContain("TOGGLING", "Its way")));
  }

  /** The migration, on a database whose operators have their own last policy. */
  @Test
  void leadsHearOfIt_onlyWhereNobodyHasDecidedOtherwise() throws Exception {
    String script =
        new String(
            getClass()
                .getResourceAsStream("/db/migration/V103__leads_hear_of_it.sql")
                .readAllBytes(),
            StandardCharsets.UTF_8);
    String insert = script.substring(script.indexOf("INSERT"), script.indexOf(";\n\n"));
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String ours = "id = '01990000-0000-7000-8000-00000000e4ff'";
      statement.execute("DELETE FROM escalation_policy WHERE " + ours);
      assertThat(statement.executeUpdate(insert)).isEqualTo(1);
      statement.execute("DELETE FROM escalation_policy WHERE " + ours);
      statement.execute(
          "UPDATE escalation_policy SET version = 2 WHERE id = '01990000-0000-7000-8000-00000000e503'");
      assertThat(statement.executeUpdate(insert)).isZero();
      connection.rollback();
    }
  }

  private static final String ACTION =
      ",\"action\":{\"id\":\"0195547a-c0bb-7a11-8b01-0d9f4c1e0002\",\"what\":\"Change the filter\",\"person\":\"%s\",\"responsibleFor\":\"x\","
          + "\"due\":\"2026-03-02T05:15:00Z\",\"round\":%d}";

  @Test
  void overdueAction_whoeverIsToDoItHearsOfIt_beforeEverybodyElse() {
    String doer = Story.staff("wang");
    String owner = Story.staff("zhang");
    String receiver = Story.staff("mei");
    Story story =
        Story.of(Story.team("field-service", Story.staff("li"), null), owner, receiver)
            .send("action-planned", owner, ACTION.formatted(Story.staff("guard"), 1))
            .send("action-planned", owner, ACTION.formatted(doer, 2))
            .clock("clock-warned", "ACTION", 2, "RUNNING");
    assertThat(told(story, "CLOCK_WARNED"))
        .extracting("recipient")
        .containsExactlyInAnyOrder(
            Story.address(doer), Story.address(owner), Story.address(receiver));
    story.clock("clock-breached", "ACTION", 2, "BREACHED");
    assertThat(told(story, "CLOCK_BREACHED")).extracting("recipient").contains(Story.address(doer));
  }

  @Test
  void overdueAction_laterStepsTellThemOnlyWhereTheLadderSaysSo() {
    String team = Story.team("field-service", null, null);
    Calls.ops()
        .contentType("application/json")
        .body(
            Map.of(
                "name", Story.unique("actions"),
                "order", 5,
                "when", Map.of("teams", List.of(team)),
                "steps",
                    List.of(
                        Map.of(
                            "after", "PT0S", "notify", List.of(Map.of("email", "one@heard.test"))),
                        Map.of(
                            "after", "PT1S", "notify", List.of(Map.of("email", "two@heard.test"))),
                        Map.of("after", "PT2S", "notify", List.of(Map.of("role", "ASSIGNEE"))))))
        .post("/v1/escalation-policies")
        .then()
        .statusCode(201);
    String doer = Story.staff("wang");
    Story story =
        Story.of(team, Story.staff("zhang"), Story.staff("mei"))
            .send("action-planned", "zhang", ACTION.formatted(doer, 1))
            .clock("clock-breached", "ACTION", 1, "BREACHED");
    Object alert = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Calls.deliveries(alert))
                    .extracting("recipient")
                    .containsExactlyInAnyOrder(
                        Story.address(doer),
                        "one@heard.test",
                        "two@heard.test",
                        Story.address(doer)));
  }

  @Test
  void oneInThreeParts_isToldOnce() {
    String mei = Story.staff("mei");
    Story story = Story.of(Story.team("one-woman", mei, null), mei, mei).breached("RESOLUTION");

    assertThat(told(story, "CLOCK_BREACHED"))
        .extracting("recipient")
        .containsExactly(Story.address(mei));
  }

  @Test
  void teamWithoutPerson_leadStandsForTheOwner() {
    String lead = Story.staff("li");
    String receiver = Story.staff("mei");
    Story story = Story.of(Story.team("field", lead, null), null, receiver).warned("RESOLUTION");

    assertThat(told(story, "CLOCK_WARNED"))
        .extracting("recipient")
        .containsExactlyInAnyOrder(Story.address(lead), Story.address(receiver));
  }

  @Test
  void teamWithoutLead_itsCommonAddress() {
    String team = Story.team("field", null, "field@heard.test");
    Story story = Story.of(team, null, Story.staff("mei")).warned("RESOLUTION");

    assertThat(told(story, "CLOCK_WARNED")).extracting("recipient").contains("field@heard.test");
  }

  @Test
  void nobodyKnown_operationsHearForWhomItWas() throws Exception {
    String unknown = Story.unique("ghost");
    Story story = Story.of("no-such-team", null, unknown).breached("FIRST_FEEDBACK");

    List<Map<String, Object>> told = told(story, "CLOCK_BREACHED");

    assertThat(told).extracting("recipient").containsExactly(OPERATIONS);
    assertThat((String) told.get(0).get("meantFor"))
        .contains(unknown + ", first receiver")
        .contains("team no-such-team");
    MimeMessage mail =
        MailServer.to(OPERATIONS).stream()
            .filter(message -> Mails.subject(message).contains(story.number))
            .findFirst()
            .orElseThrow();
    assertThat(Mails.text(mail)).contains("This is meant for").contains(unknown);
  }

  @Test
  void mailSaysWhatAndOnWhat() throws Exception {
    String owner = Story.staff("zhang");
    Story story = Story.of(null, owner, owner);
    story.subject = "Filter <b>change</b>\r\nBcc: evil@example.com";
    story.breached("FIRST_FEEDBACK");
    Object delivery =
        told(story, "CLOCK_BREACHED").stream()
            .filter(d -> d.get("recipient").equals(Story.address(owner)))
            .findFirst()
            .orElseThrow()
            .get("id");

    List<MimeMessage> mails = MailServer.to(Story.address(owner));

    assertThat(mails).hasSize(1);
    MimeMessage mail = mails.get(0);
    assertThat(Mails.subject(mail))
        .isEqualTo(
            "[P1] Breached: first feedback on "
                + story.number
                + " – Filter <b>change</b> Bcc: evil@example.com");
    assertThat(mail.getMessageID()).isEqualTo("<" + delivery + "@heard>");
    assertThat(mail.getHeader("Bcc")).isNull();
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(Mails.text(mail)).contains(story.number).contains("2 March 2026, 05:15:00 UTC");
    assertThat(Mails.html(mail)).contains("&lt;b&gt;change&lt;/b&gt;").doesNotContain("<b>change");
  }

  @Test
  void mailServerDown_mailsWaitAndArriveWhenItIsBack() {
    String owner = Story.staff("zhang");
    Story story = Story.of(null, owner, owner);
    MailServer.down();
    Object alert;
    try {
      story.breached("FIRST_FEEDBACK");
      alert = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
      await()
          .untilAsserted(
              () ->
                  assertThat(Calls.deliveries(alert))
                      .isNotEmpty()
                      .allSatisfy(d -> assertThat(d).containsEntry("state", "PENDING"))
                      .allSatisfy(d -> assertThat((Integer) d.get("attempts")).isGreaterThan(1)));
    } finally {
      MailServer.up();
    }

    told(story, "CLOCK_BREACHED");

    assertThat(MailServer.to(Story.address(owner))).hasSize(1);
  }
}
