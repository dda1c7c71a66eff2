package io.heard.tickets.search;

import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.done;
import static io.heard.tickets.Http.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is found by words, through the database. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class SearchTest {

  private final String team = "team-" + UUID.randomUUID();

  private List<String> found(String words) {
    return RestAssured.given()
        .auth()
        .oauth2(MEI)
        .queryParams(Map.of("team", team, "q", words))
        .get("/v1/tickets")
        .then()
        .statusCode(200)
        .extract()
        .path("items.id");
  }

  private void eventually(String words, String... tickets) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(found(words)).as(words).containsExactly(tickets));
  }

  @Test
  void whatWasSaidLate_isFoundHoweverMuchWasSaidBefore() {
    String ticket = log(Map.of("subject", "long", "team", team));
    for (int note = 0; note < 7; note++) {
      String words =
          IntStream.range(note * 2_800, note * 2_800 + 2_800)
              .mapToObj(n -> "w" + n)
              .collect(Collectors.joining(" "));
      done(ticket, "notes", Map.of("text", words));
    }
    done(ticket, "notes", Map.of("text", "die 净水器 in Zwetschgenweg-77 leckt"));
    eventually("zwetschgenweg", ticket);
    for (String words : List.of("净水器", "水器", "zwetschgenweg-77", "w19599", "w1 w17000", "long")) {
      assertThat(found(words)).as(words).containsExactly(ticket);
    }
    assertThat(found("器水")).isEmpty();
    assertThat(found("leckt-die")).isEmpty();
  }

  @Test
  void lettersThatAreNoLettersWithAccents_areFoundAsOthersWriteThem() {
    String written =
        log(
            Map.of(
                "subject",
                "Straße in Łódź",
                "team",
                team,
                "customer",
                Map.of("name", "Sørensen Þór"),
                "statedRequest",
                "ışık, Œuvre"));
    String typed = log(Map.of("subject", "strasse in Lodz", "team", team));
    eventually("strasse", typed, written);
    for (String words : List.of("STRASSE", "straße", "STRAẞE", "lodz", "łódź", "Łódź strass")) {
      assertThat(found(words)).as(words).containsExactly(typed, written);
    }
    for (String words : List.of("sorensen", "Sørensen", "thor", "isik", "oeuvre", "œuv")) {
      assertThat(found(words)).as(words).containsExactly(written);
    }
  }
}
