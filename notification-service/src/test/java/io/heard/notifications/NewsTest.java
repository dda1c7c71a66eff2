package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The first receiver hears what others do with their demands, in one mail. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class NewsTest {

  private static List<Map<String, Object>> newsTo(String person) {
    List<Map<String, Object>> found =
        Calls.ops()
            .queryParam("recipient", Story.address(person))
            .get("/v1/deliveries")
            .then()
            .statusCode(200)
            .extract()
            .path("items");
    return found.stream().filter(one -> one.get("purpose").equals("NEWS")).toList();
  }

  private static String mailed(String person) throws Exception {
    await().untilAsserted(() -> assertThat(newsTo(person)).hasSize(1));
    Object id = newsTo(person).get(0).get("id");
    Calls.ops().post("/v1/deliveries/{id}/retry", id).then().statusCode(200);
    await().untilAsserted(() -> assertThat(newsMails(person)).hasSize(1));
    return Mails.text(newsMails(person).get(0));
  }

  /** Alerts go to the same address. */
  private static List<MimeMessage> newsMails(String person) {
    return MailServer.to(Story.address(person)).stream()
        .filter(mail -> Mails.subject(mail).startsWith("[Heard] News of "))
        .toList();
  }

  @Test
  void whatOthersDo_inOneMail_andNotTheirOwnDoing() throws Exception {
    String mei = Story.staff("mei");
    Story story = Story.of(null, Story.staff("zhang"), mei);
    story.happens("logged").happens("acknowledged").redelivered().happens("noted");
    story.send("contacted", mei, ",\"chasing\":false");
    story.send("promise-broken", "system:sweep", "");
    awaitTold(story);
    assertThat(newsTo(mei)).hasSize(1);
    Story other = Story.of(null, "zhang", mei);
    other.subject = "Sour dates";
    other.happens("resolved").happens("closed");
    awaitTold(other);
    String text = mailed(mei);
    assertThat(text)
        .contains(story.number + " " + story.subject, "acknowledged by zhang", "promise broken by")
        .contains(other.number + " Sour dates", "resolved by zhang", "closed by zhang")
        .doesNotContain("contacted", "noted", "logged by");
    assertThat(text.split("acknowledged by", -1)).as("once").hasSize(2);
  }

  /** Events of a ticket are taken in their order: what came before the alert is told as well. */
  private static void awaitTold(Story story) {
    story.breached("RESOLUTION");
    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
  }

  @Test
  void whatHappenedLongAgo_isNoNews() throws Exception {
    String mei = Story.staff("mei");
    Story story = Story.of(null, Story.staff("zhang"), mei);
    story.at = Instant.now().minus(Duration.ofDays(4));
    story.happens("acknowledged");
    story.at = Instant.now().minus(Duration.ofDays(2));
    story.happens("resolved");
    story.at = null;
    awaitTold(story);
    assertThat(mailed(mei)).contains("resolved by zhang").doesNotContain("acknowledged by");
  }

  @Test
  void inTheirLanguage_byTheirClock_asTextAndHtml() throws Exception {
    String mei = Story.unique("mei");
    Story.reader(mei, "zh-CN", "Asia/Shanghai");
    Story story = Story.of(null, Story.staff("zhang"), mei);
    story.subject = "净水器 <b>滤芯</b>";
    story.send("acknowledged", "zhang", "");
    awaitTold(story);
    await().untilAsserted(() -> assertThat(newsTo(mei)).hasSize(1));
    Object id = newsTo(mei).get(0).get("id");
    Calls.ops().post("/v1/deliveries/{id}/retry", id).then().statusCode(200);
    await()
        .untilAsserted(
            () ->
                assertThat(MailServer.to(Story.address(mei)))
                    .anySatisfy(mail -> assertThat(Mails.subject(mail)).contains("的最新进展")));
    MimeMessage mail =
        MailServer.to(Story.address(mei)).stream()
            .filter(one -> Mails.subject(one).contains("的最新进展"))
            .findFirst()
            .orElseThrow();
    assertThat(mail.getHeader("Content-Language")).containsExactly("zh");
    jakarta.mail.Multipart parts = (jakarta.mail.Multipart) mail.getContent();
    assertThat(parts.getCount()).isEqualTo(2);
    assertThat((String) parts.getBodyPart(0).getContent())
        .contains(story.number + " 净水器 <b>滤芯</b>", "已受理", "zhang", "处理中", "CST");
    assertThat((String) parts.getBodyPart(1).getContent())
        .contains("<html lang=\"zh\">", "&lt;b&gt;滤芯", "已受理");
  }

  @Test
  void whatWasAskedForIsThere_andWhoHeardAMergedTicketFirst_hearOfIt() throws Exception {
    String mei = Story.staff("mei");
    String bob = Story.staff("bob");
    Story survivor = Story.of(null, Story.staff("zhang"), mei);
    Story merged = Story.of(null, "zhang", bob);
    survivor.happens("logged");
    merged.send(
        "merged",
        "zhang",
        ",\"into\":{\"id\":\"%s\",\"number\":\"%s\"},\"reason\":\"x\""
            .formatted(survivor.id, survivor.number));
    awaitTold(merged);
    survivor.send("requirement-changed", "li", ",\"step\":\"LINKED\"");
    survivor.send("requirement-changed", "li", ",\"step\":\"SHIPPED\"");
    awaitTold(survivor);
    assertThat(mailed(mei)).contains("what was asked for is there").contains(survivor.number);
    assertThat(mailed(bob)).contains("merged by zhang", "what was asked for is there");
  }

  @Test
  void whoIsGivenAnAction_hearsOfIt() throws Exception {
    String wang = Story.staff("wang");
    String mei = Story.staff("mei");
    Story story = Story.of(null, Story.staff("zhang"), mei);
    story.send(
        "action-planned",
        "zhang",
        ",\"action\":{\"id\":\"0195547a-c0bb-7a11-8b01-0d9f4c1e0002\",\"what\":\"Change the filter\",\"person\":\"%s\",\"responsibleFor\":\"x\","
                .formatted(wang)
            + "\"due\":\"2026-03-06T09:00:00Z\",\"round\":1}");
    awaitTold(story);
    assertThat(mailed(wang))
        .contains("action planned by zhang", "it is in progress now")
        .contains("Who: " + wang, "What: Change the filter", "Until: Mar 6, 2026");
    assertThat(newsTo(mei)).isEmpty();
  }

  @Test
  void whoIsOfferedTheDuty_hearsOfIt_andWhoHadIt() throws Exception {
    String mei = Story.staff("mei");
    String guard = Story.staff("guard");
    Story story = Story.of(null, Story.staff("zhang"), mei);
    String transfer =
        ",\"transfer\":{\"id\":\"0195547a-c0cc-7a11-8b01-0d9f4c1e0003\",\"from\":\"%s\",\"to\":\"%s\",\"expiresAt\":\"2026-03-03T06:10:00Z\"}"
            .formatted(mei, guard);
    story.send("duty-offered", mei, transfer + ",\"reason\":\"on holiday\"");
    assertThat(mailed(guard))
        .contains(
            "duty offered by " + mei, "To: " + guard, "Until: Mar 3, 2026", "Why: on holiday");
    assertThat(newsTo(mei)).isEmpty();
    story.receiver = guard;
    story.send(
        "duty-handed-over",
        guard,
        ",\"from\":\"%s\",\"to\":\"%s\",\"because\":\"ACCEPTED\"".formatted(mei, guard));
    assertThat(mailed(mei)).contains("duty handed over by " + guard);
  }

  private static final String HANDOFF =
      ",\"from\":{\"team\":%s,\"person\":%s},\"to\":{\"team\":%s,\"person\":%s},\"reason\":\"%s\"";

  @Test
  void whoIsHandedADemand_hearsOfIt_andWhoHandedItOffHearsThatItBounced() throws Exception {
    String mei = Story.staff("mei");
    String ben = Story.staff("ben");
    String carl = Story.staff("carl");
    String dora = Story.staff("dora");
    Story.of("front-desk", dora, mei).send("logged", mei, "");
    Story.of("front-desk", mei, mei).send("logged", mei, "");
    assertThat(mailed(dora)).contains("logged for you by " + mei);
    Story story = Story.of("front-desk", null, mei);
    story.happens("logged");
    story.send(
        "handed-off",
        ben,
        HANDOFF.formatted(
            "\"front-desk\"", null, null, "\"" + carl + "\"", "Carl knows the house"));
    assertThat(mailed(carl))
        .contains("handed off by " + ben, "To: " + carl, "Why: Carl knows the house");
    assertThat(newsTo(ben)).as("their own doing").isEmpty();
    story.send(
        "handoff-bounced",
        carl,
        HANDOFF.formatted(null, "\"" + carl + "\"", "\"front-desk\"", null, "Not my district"));
    assertThat(mailed(ben))
        .contains("handoff bounced by " + carl, "To: front-desk", "Why: Not my district")
        .doesNotContain("handed off by");
    assertThat(newsTo(carl)).as("their own doing").hasSize(1);
    assertThat(mailed(mei))
        .contains("handed off by " + ben, "handoff bounced by " + carl)
        .doesNotContain("logged");
  }

  @Test
  void whetherTheCustomerIsSatisfied_andHowItOnlyMoves_isSaidInEveryLanguage() throws Exception {
    String en = Story.staff("mei");
    String de = Story.unique("anna");
    Story.reader(de, "de", "Europe/Berlin");
    String zh = Story.unique("wu");
    Story.reader(zh, "zh-CN", "Asia/Shanghai");
    for (String receiver : List.of(en, de, zh)) {
      Story story = Story.of(null, "zhang", receiver);
      story.send("confirmed", "customer", ",\"satisfied\":false,\"comment\":\"It drips\"");
      story.send("ping-pong", "zhang", ",\"pattern\":\"TOGGLING\",\"count\":3");
      awaitTold(story);
    }
    assertThat(newsText(en))
        .contains("the customer is not satisfied", "Put on hold 3 times")
        .doesNotContain("confirmed", "TOGGLING");
    assertThat(newsText(de))
        .contains("Kunde ist nicht zufrieden", "3-mal auf Warten gestellt")
        .doesNotContain("bestätigt", "TOGGLING");
    assertThat(newsText(zh)).contains("客户表示不满意", "已搁置 3 次").doesNotContain("客户已确认", "TOGGLING");
  }

  /** The mail of news to somebody, in whatever language. */
  private static String newsText(String person) throws Exception {
    await().untilAsserted(() -> assertThat(newsTo(person)).hasSize(1));
    String id = (String) newsTo(person).get(0).get("id");
    Calls.ops().post("/v1/deliveries/{id}/retry", id).then().statusCode(200);
    return Mails.text(
        Calls.eventually(
            () ->
                MailServer.to(Story.address(person)).stream()
                    .filter(mail -> isOf(mail, id))
                    .findFirst()
                    .orElse(null)));
  }

  private static boolean isOf(MimeMessage mail, String delivery) {
    try {
      return mail.getMessageID().equals("<" + delivery + "@heard>");
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyLanguage_hasAllWords_andNoTwoHappeningsAreCalledTheSame() throws Exception {
    Properties english = words("news.properties");
    for (String file : List.of("news.properties", "news_de.properties", "news_zh.properties")) {
      Properties words = words(file);
      assertThat(words.stringPropertyNames())
          .as(file)
          .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
      assertThat(
              words.stringPropertyNames().stream()
                  .filter(key -> key.startsWith("happening."))
                  .map(words::getProperty))
          .as(file)
          .doesNotHaveDuplicates();
    }
  }

  private static Properties words(String file) throws Exception {
    Properties words = new Properties();
    try (Reader reader =
        new InputStreamReader(
            NewsTest.class.getResourceAsStream("/" + file), StandardCharsets.UTF_8)) {
      words.load(reader);
    }
    return words;
  }
}
