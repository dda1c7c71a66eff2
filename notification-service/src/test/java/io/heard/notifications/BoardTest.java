package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The operations board in a real browser. Only where one is installed: it comes from no Maven
 * repository.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
@EnabledIf("browserIsInstalled")
class BoardTest {

  @TestHTTPResource("/")
  URI board;

  private Browser browser;

  static boolean browserIsInstalled() {
    return Browser.installed().isPresent();
  }

  @BeforeEach
  void open() throws Exception {
    browser = new Browser();
    browser.open(board.toString());
  }

  @AfterEach
  void close() throws Exception {
    browser.close();
  }

  private void signIn(String token) throws Exception {
    browser.evaluate("document.getElementById('token').value = '" + token + "'");
    browser.evaluate("document.querySelector('#enter button').click()");
  }

  private void awaitText(String selector, String text) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(text(selector)).contains(text));
  }

  private String text(String selector) throws Exception {
    return browser.evaluate(
        "[...document.querySelectorAll(\"" + selector + "\")].map(e => e.textContent).join('\\n')");
  }

  private static String item(UUID alert) {
    return "#alert-" + alert;
  }

  @Test
  void whoIsNotSignedIn_seesNothing() throws Exception {
    assertThat(text("#live")).isEqualTo("not signed in");
    assertThat(browser.evaluate("document.getElementById('board').hidden")).isEqualTo("true");
    signIn(Tokens.expired("olga", "ops"));
    awaitText("#live", "The token is not accepted");
  }

  @Test
  void alertComes_isAcknowledged_andGoesByTheDeed() throws Exception {
    signIn(Tokens.of("olga", "ops"));
    awaitText("#live", "live");
    Story story =
        Story.of(null, Story.staff("zhang"), Story.staff("mei")).breached("FIRST_FEEDBACK");
    UUID alert =
        UUID.fromString((String) Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id"));

    awaitText(item(alert), story.number);
    assertThat(text(item(alert))).contains("Breached: first feedback").contains("P1");

    browser.evaluate("document.querySelector('" + item(alert) + " button').click()");
    awaitText(item(alert), "taken by olga");
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "ACKNOWLEDGED").get("acknowledgedBy"))
        .isEqualTo("olga");

    Calls.ops()
        .contentType("application/json")
        .body("{\"reason\": \"She was called back by the branch.\"}")
        .post("/v1/alerts/{id}/resolve", alert)
        .then()
        .statusCode(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(text(item(alert))).isEmpty());
  }

  @Test
  void subjectIsShownAsText_neverAsMarkup() throws Exception {
    signIn(Tokens.of("olga", "ops"));
    awaitText("#live", "live");
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.subject = "<img src=x onerror=document.title='owned'>";
    story.breached("RESOLUTION");
    awaitText("#alerts", "<img src=x");
    assertThat(browser.evaluate("document.title")).isEqualTo("Heard – operations board");
    assertThat(browser.evaluate("document.querySelectorAll('#alerts img').length")).isEqualTo("0");
  }
}
