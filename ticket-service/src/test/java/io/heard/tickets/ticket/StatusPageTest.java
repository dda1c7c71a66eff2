package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page behind the customer's link, as a browser without scripts sees it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class StatusPageTest {

  private static final AtomicInteger MINUTE = new AtomicInteger(10);
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  /** A minute nobody else has used up. */
  @BeforeEach
  void newMinute() {
    TestClock.get().freeze(Instant.now().plus(Duration.ofMinutes(MINUTE.addAndGet(3))));
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private static String path(String id) {
    String url = Api.get(id).getString("receipt.statusUrl");
    return url.substring(url.indexOf("/v1/status/"));
  }

  private static String resolved(String subject) {
    String id = Api.log("{\"subject\": \"" + subject + "\"}").getString("id");
    for (String command : new String[] {"acknowledge", "start"}) {
      post(MEI, id, command, Map.of()).then().statusCode(200);
    }
    post(MEI, id, "resolve", Map.of("outcome", "done", "feedback", Map.of("text", "it is done")))
        .then()
        .statusCode(200);
    return id;
  }

  private static Response open(String path, String languages) {
    return given().header("Accept", BROWSER).header("Accept-Language", languages).get(path);
  }

  private static Document page(String path, String languages) {
    Response response = open(path, languages);
    response.then().statusCode(200).contentType("text/html;charset=UTF-8");
    return Jsoup.parse(response.asString());
  }

  private static Response send(String path, Map<String, String> form) {
    return given()
        .redirects()
        .follow(false)
        .header("Accept", BROWSER)
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .formParams(form)
        .post(path + "/answer?lang=en");
  }

  @Test
  void aBrowserGetsAPage_aProgramJson() {
    String path = path(Api.logged());
    given().get(path).then().statusCode(200).contentType("application/json");
    given()
        .header("Accept", "application/json")
        .get(path)
        .then()
        .contentType("application/json")
        .header("Referrer-Policy", equalTo("no-referrer"));
    Response page = open(path, "en");
    page.then()
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .header("Cache-Control", containsString("no-store"))
        .header("Referrer-Policy", equalTo("no-referrer"))
        .header("X-Content-Type-Options", equalTo("nosniff"));
    Document shown = Jsoup.parse(page.asString());
    assertThat(shown.select("script")).isEmpty();
    assertThat(shown.select("[style], [onclick]")).isEmpty();
    assertThat(shown.select("meta[name=viewport]")).hasSize(1);
    assertThat(shown.select("form")).isEmpty();
    assertThat(shown.text()).doesNotContain("mei", "field-service");
  }

  @Test
  void inTheCustomersLanguage() throws SQLException {
    String id = resolved("Filter");
    String path = path(id);
    assertThat(page(path, "de-AT, en;q=0.5").select("html").attr("lang")).isEqualTo("de");
    assertThat(page(path, "de-AT").text()).contains("Ihr Anliegen", "Ist es erledigt?");
    assertThat(page(path, "zh-CN,zh;q=0.9").text()).contains("您的诉求", "办好了吗？");
    assertThat(page(path, "fr").select("html").attr("lang")).isEqualTo("en");
    assertThat(page(path, "en;q=0.5, de;q=0.9, zh;q=0").select("html").attr("lang"))
        .isEqualTo("de");
    for (String none : List.of("de;q=1.5", "*", ";;;", "q=x", "日本")) {
      assertThat(page(path, none).select("html").attr("lang")).as(none).isEqualTo("en");
    }
    assertThat(page(path + "?lang=de", "zh").select("html").attr("lang")).isEqualTo("de");
    UUID customer = UUID.randomUUID();
    Api.execute(
        "INSERT INTO customer_copy (id, language, time_zone) VALUES ('"
            + customer
            + "', 'zh-Hans', 'Asia/Shanghai')");
    Api.execute("UPDATE ticket SET customer_id = '" + customer + "' WHERE id = '" + id + "'");
    Document known = page(path, "de");
    assertThat(known.select("html").attr("lang")).isEqualTo("zh");
    assertThat(known.text()).doesNotContain("UTC");
  }

  @Test
  void theFormSaysThatItIsDone_withScores_andOnce() {
    String id = resolved("<b>Filter</b> & 'more'");
    String path = path(id);
    Document page = page(path, "en");
    assertThat(page.select("h1").text()).isEqualTo("<b>Filter</b> & 'more'");
    assertThat(page.select("form").attr("action")).endsWith("/answer?lang=en");
    assertThat(page.select("input[name=satisfaction]")).hasSize(5);
    assertThat(page.select("input[name=effort]")).hasSize(7);
    Map<String, String> form =
        Map.of("done", "yes", "satisfaction", "5", "effort", "6", "comment", "谢谢 <3");
    Response sent = send(path, form);
    sent.then().statusCode(303);
    assertThat(sent.header("Location"))
        .endsWith(path.substring("/v1/status".length()) + "?lang=en");
    assertThat(Api.get(id).getString("state")).isEqualTo("CLOSED");
    assertThat(Api.get(id).getInt("satisfaction")).isEqualTo(5);
    assertThat(Api.get(id).getInt("effort")).isEqualTo(6);
    int version = Api.get(id).getInt("version");
    send(path, form).then().statusCode(303);
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);
    Document closed = page(path, "en");
    assertThat(closed.select("form")).isEmpty();
    assertThat(closed.text()).doesNotContain("you will still hear from us");
    send(path, Map.of("done", "no", "comment", "it drips again")).then().statusCode(303);
    assertThat(Api.get(id).getInt("version")).isGreaterThan(version);
    assertThat(page(path, "en").text()).contains("you will still hear from us");
    assertThat(page(path, "de").text()).contains("Sie hören noch von uns");
    assertThat(page(path, "zh").text()).contains("我们还会再答复您");
    Api.assertLedgerWhole(id);
  }

  @Test
  void no_bringsItBack_andNonsenseIsShownAgain() {
    String id = resolved("Filter");
    String path = path(id);
    int version = Api.get(id).getInt("version");
    for (Map<String, String> wrong :
        java.util.List.of(
            Map.of("comment", "<script>"),
            Map.of("done", "maybe"),
            Map.of("done", "yes", "satisfaction", "6"),
            Map.of("done", "yes", "effort", "8"),
            Map.of("done", "yes", "comment", "x".repeat(5_001)))) {
      Response refused = send(path, wrong);
      refused.then().statusCode(400).contentType("text/html;charset=UTF-8");
      assertThat(Jsoup.parse(refused.asString()).select("[role=alert]")).hasSize(1);
      assertThat(Jsoup.parse(refused.asString()).select("script")).isEmpty();
    }
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);
    send(path, Map.of("done", "no", "comment", "still drips")).then().statusCode(303);
    assertThat(Api.get(id).getInt("cycle")).isEqualTo(2);
  }

  @Test
  void aFieldThatIsGivenTwice_isShownAgain_andChangesNothing() {
    String id = resolved("Filter");
    String path = path(id);
    int version = Api.get(id).getInt("version");
    for (String twice :
        List.of(
            "done=yes&done=no",
            "done=no&done=no",
            "done=yes&satisfaction=5&satisfaction=1",
            "done=yes&effort=&effort=7",
            "done=no&comment=drips&comment=%3Cb%3Edrips")) {
      Response refused =
          given()
              .header("Accept", BROWSER)
              .contentType("application/x-www-form-urlencoded")
              .body(twice)
              .post(path + "/answer?lang=en");
      refused.then().statusCode(400).contentType("text/html;charset=UTF-8");
      assertThat(Jsoup.parse(refused.asString()).select("[role=alert]")).as(twice).hasSize(1);
    }
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);
    given().get(path).then().body("progress", equalTo("DONE_PLEASE_CONFIRM"));
  }

  @Test
  void whatCannotBeTaken_isShownAsNotTaken() {
    String path = path(resolved("Filter"));
    send(path, Map.of("done", "no")).then().statusCode(303);
    Map<String, String> words =
        Map.of("en", "was not taken", "de", "nicht übernommen", "zh", "未被采纳");
    words.forEach(
        (language, notTaken) -> {
          Response refused =
              given()
                  .header("Accept", BROWSER)
                  .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                  .formParams(Map.of("done", "yes"))
                  .post(path + "/answer?lang=" + language);
          refused.then().statusCode(409).contentType("text/html;charset=UTF-8");
          Document shown = Jsoup.parse(refused.asString());
          assertThat(shown.select("[role=alert]").text()).contains(notTaken);
        });
  }

  @Test
  void aFormThatCannotBeRead_isRefused_andChangesNothing() {
    String id = resolved("Filter");
    for (String form : List.of("done=no&comment=%zz", "done=no&comment=%", "a=1&".repeat(1_001))) {
      given()
          .contentType("application/x-www-form-urlencoded")
          .body(form)
          .post(path(id) + "/answer")
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:heard:problem:unreadable-form"));
    }
    given().get(path(id)).then().body("progress", equalTo("DONE_PLEASE_CONFIRM"));
  }

  @Test
  void whatIsWrongWithALink_isSaidOnAPage() {
    String id = resolved("Filter");
    String path = path(id);
    open(path + "x", "de")
        .then()
        .statusCode(404)
        .contentType("text/html;charset=UTF-8")
        .body(containsString("gibt es kein Anliegen"));
    send(path, Map.of("done", "yes")).then().statusCode(303);
    TestClock.get().advance(Duration.ofDays(91));
    open(path, "en").then().statusCode(410).body(containsString("expired"));
    given().get(path).then().statusCode(410).contentType("application/problem+json");
    String other = path(Api.logged());
    for (int i = 0; i < 60; i++) {
      open(other, "en");
    }
    open(other, "en")
        .then()
        .statusCode(429)
        .contentType("text/html;charset=UTF-8")
        .header("Retry-After", org.hamcrest.Matchers.notNullValue());
  }
}
