package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many notices for one recipient after an outage. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class DigestTest {

  private static final int MANY = 30;

  private boolean down;

  private void mailDown() {
    MailServer.down();
    down = true;
  }

  private void mailUp() {
    MailServer.up();
    down = false;
  }

  @AfterEach
  void up() {
    if (down) {
      mailUp();
    }
  }

  private static List<Story> breaches(String owner, int count) {
    List<Story> stories = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Story story = Story.of(null, owner, owner);
      story.priority = i % 10 == 7 ? "P1" : "P3";
      story.dueAt = Instant.parse("2026-03-02T05:00:00Z").minus(Duration.ofHours(i));
      stories.add(story.breached("FIRST_FEEDBACK"));
    }
    return stories;
  }

  private static List<Map<String, Object>> deliveriesTo(String owner) {
    return Calls.ops()
        .queryParam("recipient", Story.address(owner))
        .queryParam("limit", 200)
        .get("/v1/deliveries")
        .then()
        .statusCode(200)
        .extract()
        .path("items");
  }

  private static List<Map<String, Object>> digestsTo(String owner) {
    return deliveriesTo(owner).stream()
        .filter(each -> each.get("purpose").equals("DIGEST"))
        .toList();
  }

  @Test
  void everyBreachIsToldOnce_inOneMailAndNotInMany() throws Exception {
    String mei = Story.staff("mei");
    mailDown();
    List<Story> stories = breaches(mei, MANY);
    for (Story story : stories) {
      Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
    }
    Map<String, Object> tried =
        Calls.eventually(
            () ->
                digestsTo(mei).stream()
                    .filter(each -> (int) each.get("attempts") > 1)
                    .findFirst()
                    .orElse(null));
    mailUp();

    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(deliveriesTo(mei))
                    .hasSizeGreaterThan(MANY)
                    .extracting("state")
                    .containsOnly("DELIVERED"));
    List<MimeMessage> mails = MailServer.to(Story.address(mei));
    assertThat(mails).hasSizeLessThanOrEqualTo(8);
    Map<String, Integer> told = new HashMap<>();
    for (MimeMessage mail : mails) {
      String text = Mails.text(mail);
      for (Story story : stories) {
        told.merge(
            story.number,
            occurrences(text, " on " + story.number + "\n")
                + occurrences(text, " on " + story.number + " ("),
            Integer::sum);
      }
    }
    assertThat(mails.stream().map(DigestTest::id))
        .doesNotHaveDuplicates()
        .contains("<" + tried.get("id") + "@heard>");
    assertThat(told.values()).as("told %s", told).containsOnly(1);
    for (Story story : stories) {
      Object alert = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
      assertThat(Calls.deliveries(alert))
          .filteredOn(each -> each.get("recipient").equals(Story.address(mei)))
          .singleElement()
          .satisfies(each -> assertThat((int) each.get("attempts")).isPositive());
    }
    urgentFirstThenOldest(mails, stories);
  }

  private static void urgentFirstThenOldest(List<MimeMessage> mails, List<Story> stories)
      throws Exception {
    MimeMessage longest = null;
    for (MimeMessage mail : mails) {
      if (longest == null || Mails.text(mail).length() > Mails.text(longest).length()) {
        longest = mail;
      }
    }
    String text = Mails.text(longest);
    List<String> listed =
        stories.stream()
            .filter(story -> text.contains(story.number))
            .sorted(Comparator.comparingInt(story -> text.indexOf(story.number)))
            .map(story -> story.number)
            .toList();
    // a ladder of one step is at its top: all are urgent alike, and the oldest come first
    List<String> expected =
        stories.stream()
            .filter(story -> text.contains(story.number))
            .sorted(Comparator.comparing(story -> story.dueAt))
            .map(story -> story.number)
            .toList();
    assertThat(listed).hasSizeGreaterThan(5).isEqualTo(expected);
  }

  @Test
  void whatSomebodyTakesMeanwhile_isNotInIt() throws Exception {
    String mei = Story.staff("mei");
    mailDown();
    List<Story> stories = breaches(mei, 12);
    for (Story story : stories) {
      Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(deliveriesTo(mei))
                    .filteredOn(each -> each.get("purpose").equals("NOTICE"))
                    .hasSize(12)
                    .allSatisfy(each -> assertThat(each.get("digest")).isNotNull()));
    Set<Story> taken = Set.copyOf(stories.subList(0, 4));
    for (Story story : taken) {
      Object alert = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
      Calls.ops().post("/v1/alerts/{id}/acknowledge", alert).then().statusCode(200);
    }
    stories.get(4).met("FIRST_FEEDBACK");
    Calls.alert(stories.get(4).id, "CLOCK_BREACHED", "RESOLVED");
    mailUp();

    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> assertThat(deliveriesTo(mei)).extracting("state").doesNotContain("PENDING"));
    String all = "";
    for (MimeMessage mail : MailServer.to(Story.address(mei))) {
      all += Mails.text(mail);
    }
    for (Story story : stories) {
      boolean reacted = stories.indexOf(story) <= 4;
      assertThat(all.contains(story.number)).as("%s", stories.indexOf(story)).isEqualTo(!reacted);
    }
  }

  private static String id(MimeMessage mail) {
    try {
      return mail.getMessageID();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int occurrences(String text, String part) {
    return text.replace("\r", "").split(Pattern.quote(part), -1).length - 1;
  }
}
