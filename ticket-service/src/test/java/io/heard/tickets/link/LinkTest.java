package io.heard.tickets.link;

import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.count;
import static io.heard.tickets.Http.delete;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.tickets.Http;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What tickets are to each other. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class LinkTest {

  private static String ticket() {
    return log(Map.of("subject", "linked"));
  }

  private static int link(String one, String relation, String other) {
    return post(MEI, links(one), Map.of("to", other, "relation", relation)).statusCode();
  }

  private static String links(String ticket) {
    return "/v1/tickets/" + ticket + "/links";
  }

  @Test
  void bothEndsTell_againChangesNothing_andItCanBeTakenAway() {
    String one = ticket();
    String other = ticket();
    for (String relation : List.of("RELATES", "BLOCKED_BY", "DUPLICATE_OF", "PARENT_OF")) {
      assertThat(link(one, relation, other)).isEqualTo(201);
      assertThat(link(one, relation, other)).isEqualTo(201);
    }
    assertThat(link(other, "RELATES", one)).isEqualTo(201);
    get(MEI, links(one))
        .then()
        .body("items.relation", contains("BLOCKED_BY", "DUPLICATE_OF", "PARENT_OF", "RELATES"));
    get(MEI, links(other))
        .then()
        .body("items.relation", contains("BLOCKS", "CHILD_OF", "DUPLICATED_BY", "RELATES"));
    assertThat(seen(links(other)).getList("items.to.id")).containsOnly(one);
    assertThat(seen("/v1/tickets/" + other).getInt("version")).isEqualTo(5);
    delete(MEI, links(other) + "/" + one + "?relation=CHILD_OF").then().statusCode(204);
    delete(MEI, links(other) + "/" + one + "?relation=CHILD_OF").then().statusCode(404);
    delete(MEI, links(other) + "/" + one).then().statusCode(400);
    get(MEI, links(one) + "?limit=2").then().body("items", hasSize(2));
    String next = seen(links(one) + "?limit=2").getString("next");
    get(MEI, links(one) + "?limit=2&after=" + next)
        .then()
        .body("items.relation", contains("RELATES"));
  }

  @Test
  void nothingLeadsInACircle() {
    String one = ticket();
    String two = ticket();
    String three = ticket();
    assertThat(link(one, "BLOCKS", two)).isEqualTo(201);
    assertThat(link(two, "BLOCKS", three)).isEqualTo(201);
    assertThat(link(three, "BLOCKS", one)).isEqualTo(409);
    assertThat(link(one, "BLOCKED_BY", three)).isEqualTo(409);
    assertThat(link(one, "PARENT_OF", three)).isEqualTo(201);
    assertThat(link(two, "PARENT_OF", three)).isEqualTo(409);
    assertThat(link(one, "BLOCKS", one)).isEqualTo(400);
    assertThat(link(one, "BLOCKS", "D-1999-0000001")).isEqualTo(400);
    assertThat(link(one, "LOVES", two)).isEqualTo(400);
  }

  @Test
  void crossingLinksAtOnce_oneOfEachCircleIsRefused() {
    List<String> ring = List.of(ticket(), ticket(), ticket(), ticket());
    List<Integer> answers =
        Http.atOnce(4, i -> link(ring.get(i), "PARENT_OF", ring.get((i + 1) % 4)));
    assertThat(answers).containsExactlyInAnyOrder(201, 201, 201, 409);
    assertThat(
            count(
                "SELECT count(*) FROM ticket_link WHERE from_id = ANY (?::uuid[])",
                "{" + String.join(",", ring) + "}"))
        .isEqualTo(3);
  }
}
