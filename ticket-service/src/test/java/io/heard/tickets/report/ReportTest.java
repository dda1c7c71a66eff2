package io.heard.tickets.report;

import static io.heard.tickets.Http.ADMIN;
import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.close;
import static io.heard.tickets.Http.column;
import static io.heard.tickets.Http.count;
import static io.heard.tickets.Http.done;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.patch;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.tickets.Http;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports: right after changes, after doing it all anew, and the same by days as by months. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ReportTest {

  private final String team = "=team-" + UUID.randomUUID();
  private final String encoded = team.replace("=", "%3D");

  @AfterEach
  void reset() {
    TestClock.get().reset();
  }

  private JsonPath report(String name, String query) {
    return seen("/v1/reports/" + name + "?team=" + encoded + query);
  }

  private static void settled() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                count(
                        "SELECT count(*) FROM ticket_clock WHERE is_current AND next_at <= ?::timestamptz",
                        TestClock.get().instant().toString())
                    == 0);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> count("SELECT count(*) FROM ticket_changed") == 0);
  }

  private String demand(String kind) {
    return log(Map.of("subject", "x", "team", team, "kind", kind, "product", "dates"));
  }

  private static void answersWhatItIsAsked(String ticket) {
    done(ticket, "acknowledge", Map.of());
    done(ticket, "start", Map.of());
    done(ticket, "wait", Map.of("reason", "which dates?"));
    done(ticket, "contacts", Map.of("text", "the sour ones"));
  }

  @Test
  void whatCameOfDemands_isCountedOnce_howeverOftenItChanges() {
    String closed = demand("COMPLAINT");
    done(closed, "contacts", Map.of("text", "when?"));
    done(closed, "contacts", Map.of("text", "still?"));
    TestClock.get().advance(Duration.ofSeconds(600));
    close(closed);
    done(
        closed,
        "clarifications",
        Map.of("need", "n", "dimensions", List.of("PRICE"), "benefits", List.of("SAVES_MONEY")));
    String chased = demand("REQUEST");
    answersWhatItIsAsked(chased);
    done(chased, "contacts", Map.of("text", "and?"));
    String moved = demand("REQUEST");
    answersWhatItIsAsked(moved);
    done(moved, "handoffs", Map.of("to", Map.of("team", "else-" + team), "reason", "theirs"));
    settled();
    JsonPath volumes = report("volumes", "");
    assertThat(volumes.getInt("items[0].logged")).isEqualTo(3);
    assertThat(volumes.getInt("items[0].closed")).isEqualTo(1);
    assertThat(volumes.getInt("items[0].repeatContacts")).isEqualTo(3);
    assertThat(volumes.getInt("items[0].ticketsWithRepeatContacts")).isEqualTo(2);
    assertThat(volumes.getInt("items[0].satisfied")).isEqualTo(1);
    JsonPath times = report("times", "");
    assertThat(times.getInt("items[0].answered")).isEqualTo(1);
    assertThat(times.getInt("items[0].answeredMeanSeconds")).isBetween(600, 660);
    assertThat(times.getInt("items[0].answeredMedianSeconds")).isBetween(520, 720);
    assertThat(times.getInt("items[0].answeredLate")).isZero();
    JsonPath backlog = report("backlog", "");
    assertThat(backlog.getInt("items[0].open")).isEqualTo(1);
    assertThat(backlog.getInt("items[0].days0To0")).isEqualTo(1);
    JsonPath elsewhere = seen("/v1/reports/backlog?team=else-" + encoded + "&product=dates");
    assertThat(elsewhere.getInt("items[0].open")).as("who has it now").isEqualTo(1);
    assertThat(elsewhere.getInt("items[0].days0To0")).isEqualTo(1);
    patch(Http.ZHANG, "/v1/tickets/" + moved, Map.of("product", "figs")).then().statusCode(200);
    settled();
    assertThat(
            seen("/v1/reports/backlog?product=figs&team=else-" + encoded).getInt("items[0].open"))
        .as("about what it is now")
        .isEqualTo(1);
    JsonPath needs = report("needs", "&kind=COMPLAINT&by=product");
    assertThat(needs.getString("items[0].part")).isEqualTo("dates");
    assertThat(needs.getInt("items[0].price")).isEqualTo(1);
    assertThat(needs.getInt("items[0].savesMoney")).isEqualTo(1);
    assertThat(report("volumes", "&kind=COMPLAINT").getInt("items[0].logged")).isEqualTo(1);
    assertThat(report("volumes", "").getString("timeZone")).isEqualTo("UTC");
  }

  @Test
  void doneAllAnew_nothingIsOther_andMonthsAreTheirDays() {
    for (int i = 0; i < 5; i++) {
      close(demand("FAULT"));
      TestClock.get().advance(Duration.ofDays(17));
    }
    settled();
    List<String> sums = sums();
    List<String> reports = reports();
    post(ADMIN, "/v1/reports/rebuild", Map.of()).then().statusCode(202);
    settled();
    assertThat(sums()).isEqualTo(sums);
    assertThat(reports()).isEqualTo(reports);
    // sent again and again
    Http.execute(
        "INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket, generate_series(1, 3)");
    settled();
    assertThat(sums()).isEqualTo(sums);
    String today = TestClock.get().instant().toString().substring(0, 10);
    String range = "&from=2026-01-03&to=" + today;
    assertThat(report("volumes", range).getInt("items[0].logged")).isEqualTo(5);
    for (String by : List.of("day", "week", "month", "team", "product", "kind")) {
      JsonPath divided =
          by.equals("day") || by.equals("week")
              ? report(
                  "volumes",
                  "&from="
                      + TestClock.get()
                          .instant()
                          .minus(Duration.ofDays(300))
                          .toString()
                          .substring(0, 10)
                      + "&to="
                      + today
                      + "&by="
                      + by)
              : report("volumes", range + "&by=" + by);
      assertThat(divided.getList("items.logged", Integer.class).stream().mapToInt(n -> n).sum())
          .as(by)
          .isEqualTo(5);
    }
  }

  private static List<String> sums() {
    return column(
        "SELECT concat_ws('|', cube, grain, measure, team, product, kind, day, detail, n, total, classes) FROM report_sum WHERE n <> 0 OR total <> 0 ORDER BY 1");
  }

  private List<String> reports() {
    List<String> all = new ArrayList<>();
    for (String name : List.of("times", "volumes", "breaches", "needs", "backlog")) {
      all.add(
          get(MEI, "/v1/reports/" + name + ".csv?by=team&from=2026-01-01&to=2027-12-31")
              .asString());
    }
    return all;
  }

  /** A column of a report on complaints, as product=number. */
  private List<String> byProduct(String report, String column) {
    return report(report, "&kind=COMPLAINT&by=product")
        .<Map<String, Object>>getList("items")
        .stream()
        .map(row -> row.get("part") + "=" + row.get(column))
        .toList();
  }

  @Test
  void aProductThatIsNamedLater_hasAllThatHappenedBefore() {
    String named = log(Map.of("subject", "sour", "team", team, "kind", "COMPLAINT"));
    demand("COMPLAINT");
    done(named, "contacts", Map.of("text", "when?"));
    TestClock.get().advance(Duration.ofDays(20));
    settled();
    close(named);
    done(named, "clarifications", Map.of("need", "n", "dimensions", List.of("PRICE")));
    settled();
    assertThat(byProduct("needs", "price")).containsExactlyInAnyOrder("=1", "dates=0");
    for (String product : List.of("figs", "dates")) {
      patch(Http.ZHANG, "/v1/tickets/" + named, Map.of("product", product)).then().statusCode(200);
      settled();
    }
    String days =
        "&product=dates&from=2026-01-01&to="
            + TestClock.get().instant().toString().substring(0, 10);
    JsonPath volumes = report("volumes", days);
    assertThat(volumes.getInt("items[0].logged")).isEqualTo(2);
    assertThat(volumes.getInt("items[0].closed")).isEqualTo(1);
    assertThat(volumes.getInt("items[0].repeatContacts")).isEqualTo(1);
    assertThat(volumes.getInt("items[0].satisfied")).isEqualTo(1);
    JsonPath times = report("times", days);
    assertThat(times.getInt("items[0].answered")).isEqualTo(1);
    assertThat(times.getInt("items[0].resolved")).isEqualTo(1);
    assertThat(times.getInt("items[0].resolvedLate")).isEqualTo(1);
    assertThat(report("breaches", days).getInt("items[0].resolution")).isEqualTo(2);
    assertThat(report("needs", days).getInt("items[0].price")).isEqualTo(1);
    for (String before : List.of("figs", "")) {
      String query = days.replace("product=dates", "product=" + before);
      assertThat(report("volumes", query).getInt("items[0].logged")).as(before).isZero();
      assertThat(report("times", query).getInt("items[0].answered")).as(before).isZero();
    }
  }

  @Test
  void whatWasSummedUpForTheProductOfThen_isMovedByTheUpgrade() {
    String ticket = demand("COMPLAINT");
    settled();
    for (String product : List.of("figs", "dates")) {
      Http.execute(
          "SET session_replication_role = replica; UPDATE ticket SET product = ? WHERE id = ?::uuid",
          product,
          ticket);
      assertThat(byProduct("volumes", "logged")).doesNotContain(product + "=1");
      Http.execute(migration("V125__reports_by_the_product_of_now.sql"));
      settled();
      assertThat(byProduct("volumes", "logged")).containsExactly(product + "=1");
    }
  }

  private static String migration(String name) {
    try (InputStream file = ReportTest.class.getResourceAsStream("/db/migration/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void asCsv_withNamesThatAreNoFormulas() {
    demand("REQUEST");
    settled();
    String csv =
        get(MEI, "/v1/reports/volumes.csv?by=team&team=" + encoded)
            .then()
            .statusCode(200)
            .header("Content-Type", org.hamcrest.Matchers.startsWith("text/csv"))
            .extract()
            .asString();
    assertThat(csv.split("\r\n")).hasSize(2);
    assertThat(csv).startsWith("part,logged,resolved").contains("'=team-");
    String accepted =
        io.restassured.RestAssured.given()
            .auth()
            .oauth2(MEI)
            .accept("text/csv")
            .queryParams(Map.of("by", "team", "team", team))
            .get("/v1/reports/volumes")
            .asString();
    assertThat(accepted).isEqualTo(csv);
  }

  @Test
  void ofNothing_thereAreColumnsStill() {
    for (String name : List.of("times", "volumes", "breaches", "needs", "backlog")) {
      String query = "?by=team&from=2001-01-01&to=2001-01-31&team=nobody-" + encoded;
      String csv = get(MEI, "/v1/reports/" + name + ".csv" + query).asString();
      assertThat(csv).as(name).startsWith("part,").endsWith("\r\n").hasLineCount(1);
      assertThat(report(name, "").getList("items.part")).as(name).containsExactly("total");
    }
    String promises = "/v1/reports/promises.csv?team=nobody-" + encoded;
    assertThat(get(Http.ZHANG, promises).asString())
        .isEqualTo("part,made,kept,broken,keptLate,released,keptRate\r\n");
  }

  @Test
  void manyTicketsAtOnce_areAllCounted() {
    Http.atOnce(
        8,
        thread ->
            IntStream.range(0, 20)
                .mapToObj(
                    i -> {
                      String id = demand("REQUEST");
                      done(id, "acknowledge", Map.of());
                      return id;
                    })
                .toList());
    settled();
    assertThat(report("volumes", "").getInt("items[0].logged")).isEqualTo(160);
    assertThat(report("times", "").getInt("items[0].acknowledged")).isEqualTo(160);
    assertThat(report("backlog", "").getInt("items[0].open")).isEqualTo(160);
  }

  @Test
  void wrongQuestionsAreRefused() {
    get(MEI, "/v1/reports/volumes?from=yesterday&to=2026-13-01&by=colour&x=1")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder("/query/from", "/query/to", "/query/by", "/query/x"));
    get(MEI, "/v1/reports/volumes?kind=COMPLAINTS&to=-999999999-01-01")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/query/kind", "/query/to"));
    get(MEI, "/v1/reports/volumes?from=2026-02-01&to=2026-01-01").then().statusCode(400);
    get(MEI, "/v1/reports/volumes?from=1990-01-01").then().statusCode(400);
    get(MEI, "/v1/reports/beauty").then().statusCode(404);
    post(MEI, "/v1/reports/rebuild", Map.of()).then().statusCode(403);
  }
}
