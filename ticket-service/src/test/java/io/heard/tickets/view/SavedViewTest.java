package io.heard.tickets.view;

import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.ZHANG;
import static io.heard.tickets.Http.delete;
import static io.heard.tickets.Http.done;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.put;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Lists of tickets that people keep at hand. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class SavedViewTest {

  private final String name = "mine " + UUID.randomUUID();
  private final String team = "team-" + UUID.randomUUID();

  private String save(String query, boolean shared) {
    return post(MEI, "/v1/views", Map.of("name", name, "query", query, "shared", shared))
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  @Test
  void aSharedViewShowsEverybodyTheirOwn() {
    String zhangs = log(Map.of("subject", "a", "team", team));
    done(zhangs, "acknowledge", Map.of());
    String nobodys = log(Map.of("subject", "b", "team", team));
    String id = save("team=" + team + "&owner=$me&sort=due", true);
    get(ZHANG, "/v1/views/" + id + "/tickets").then().body("items.id", contains(zhangs));
    get(MEI, "/v1/views/" + id + "/tickets").then().body("items.id", not(hasItem(nobodys)));
    get(ZHANG, "/v1/views?limit=200").then().body("items.id", hasItem(id));
    put(ZHANG, "/v1/views/" + id, Map.of("name", "x", "query", "")).then().statusCode(403);
    delete(ZHANG, "/v1/views/" + id).then().statusCode(403);
    put(MEI, "/v1/views/" + id, Map.of("name", name, "query", "team=" + team, "shared", false))
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"");
    get(ZHANG, "/v1/views/" + id).then().statusCode(404);
    Response page = get(MEI, "/v1/views/" + id + "/tickets?limit=1");
    page.then().body("items.id", contains(nobodys)).header("Link", notNullValue());
    get(MEI, "/v1/views/" + id + "/tickets?limit=1&after=" + page.path("next"))
        .then()
        .body("items.id", contains(zhangs))
        .body("next", equalTo(null));
    delete(MEI, "/v1/views/" + id).then().statusCode(204);
    get(MEI, "/v1/views/" + id).then().statusCode(404);
  }

  @Test
  void aQueryThatCouldNotBeAskedIsNotKept() {
    save("", false);
    post(MEI, "/v1/views", Map.of("name", name, "query", "")).then().statusCode(409);
    for (String query :
        new String[] {
          "colour=red", "state=LOST", "limit=3", "sort=beauty", "q=%GG", "sort=relevance"
        }) {
      post(MEI, "/v1/views", Map.of("name", "x" + query, "query", query))
          .then()
          .statusCode(400)
          .body("errors[0].pointer", equalTo("/query"));
    }
  }
}
