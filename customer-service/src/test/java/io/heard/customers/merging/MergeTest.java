package io.heard.customers.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.heard.customers.ServiceTest;
import io.heard.customers.customer.Customers;
import io.heard.kit.ledger.Ledger;
import io.heard.testkit.Events;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MergeTest extends ServiceTest {

  @Inject Customers customers;
  @Inject Ledger ledger;

  private static RequestSpecification agent() {
    return as("wang", "agent").contentType(ContentType.JSON);
  }

  static Response merge(UUID merged, UUID survivor) {
    return agent()
        .body("{\"into\": \"%s\", \"reason\": \"the same voice\"}".formatted(survivor))
        .post("/v1/customers/{id}/merge", merged);
  }

  static Response unmerge(UUID merged) {
    return agent().body("{\"reason\": \"two sisters\"}").post("/v1/customers/{id}/unmerge", merged);
  }

  private static UUID ownerOf(String phone) {
    List<String> ids =
        mei().queryParam("phone", phone).get("/v1/customers").then().extract().path("items.id");
    return ids.isEmpty() ? null : UUID.fromString(ids.get(0));
  }

  @Test
  void merge_contactsMoveAndTheOldIdGoesOnAnswering() {
    String phone = phone();
    String mobile = phone();
    String email = email();
    UUID survivor = registerWithPhone("Mrs Chen", phone);
    UUID merged =
        register(
            "{\"name\": \"Chen Li\", \"tier\": \"GOLD\", \"phones\": [\"%s\"], \"emails\": [\"%s\"]}"
                .formatted(mobile, email));

    merge(merged, survivor)
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("id", equalTo(survivor.toString()))
        .body("name", equalTo("Mrs Chen"))
        .body("tier", equalTo("STANDARD"))
        .body("phones", contains(phone, mobile))
        .body("emails", contains(email));

    mei()
        .redirects()
        .follow(false)
        .get("/v1/customers/{id}", merged)
        .then()
        .statusCode(308)
        .header("Location", endsWith("/v1/customers/" + survivor))
        .header("Cache-Control", "no-store")
        .body("mergedInto", equalTo(survivor.toString()));
    mei()
        .redirects()
        .follow(false)
        .get("/v1/customers/{id}/overview", merged)
        .then()
        .statusCode(308)
        .header("Location", endsWith("/v1/customers/" + survivor + "/overview"));
    patch(merged, "{\"tier\": \"GOLD\"}")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:customer-merged"))
        .body("mergedInto", equalTo(survivor.toString()));
    assertThat(ownerOf(mobile)).isEqualTo(survivor);
    mei().get("/v1/customers?q=Chen Li").then().body("items.id", not(contains(merged.toString())));

    Events.Seen gone = published(merged, 2).get(1);
    assertThat(gone.type()).isEqualTo("heard.customer.merged.v1");
    assertThat(gone.headers()).containsEntry("ce_actor", "wang");
    assertThat(gone.data().at("/customer/mergedInto").asText()).isEqualTo(survivor.toString());
    assertThat(gone.data().at("/customer/phones")).as("the survivor has them").isEmpty();
    Events.Seen took = published(survivor, 2).get(1);
    assertThat(took.type()).isEqualTo("heard.customer.merged.v1");
    assertThat(took.data().get("customer")).isEqualTo(read(survivor));
    assertThat(took.data().at("/merger/counterpart").asText()).isEqualTo(merged.toString());
    for (UUID id : List.of(merged, survivor)) {
      assertThat(ledger.verify(id, customers.findById(id).headHash()).findings()).isEmpty();
      mei()
          .get("/v1/customers/{id}/history", id)
          .then()
          .statusCode(200)
          .body("items[1].actor", equalTo("wang"))
          .body("items[1].data.merger.reason", equalTo("the same voice"));
      mei()
          .get("/v1/customers/{id}/mergers", id)
          .then()
          .statusCode(200)
          .body("items.merged", contains(merged.toString()))
          .body("items.survivor", contains(survivor.toString()))
          .body("items.mergedBy", contains("wang"))
          .body("items[0].undoneAt", equalTo(null));
    }
  }

  @Test
  void mergeFrom_theAddressedOneSurvives() {
    UUID survivor = registerWithPhone("Mrs Chen", phone());
    UUID merged = registerWithPhone("Chen", phone());
    agent()
        .body("{\"from\": \"%s\", \"reason\": \"x\"}".formatted(merged))
        .post("/v1/customers/{id}/merge", survivor)
        .then()
        .statusCode(200)
        .body("id", equalTo(survivor.toString()))
        .body("phones", hasSize(2));
  }

  @Test
  void unmerge_whatItBroughtAndStillIsThereGoesBack() {
    String phone = phone();
    String mobile = phone();
    String old = phone();
    String later = phone();
    UUID survivor = registerWithPhone("Mrs Chen", phone);
    UUID merged =
        register(
            "{\"name\": \"Chen Li\", \"tier\": \"GOLD\", \"language\": \"zh\", \"phones\": [\"%s\", \"%s\"]}"
                .formatted(mobile, old));
    merge(merged, survivor).then().statusCode(200);
    patch(survivor, "{\"phones\": [\"%s\", \"%s\", \"%s\"]}".formatted(later, mobile, phone))
        .then()
        .statusCode(200);

    unmerge(merged)
        .then()
        .statusCode(200)
        .header("ETag", "\"3\"")
        .body("id", equalTo(merged.toString()))
        .body("mergedInto", equalTo(null))
        .body("name", equalTo("Chen Li"))
        .body("tier", equalTo("GOLD"))
        .body("language", equalTo("zh"))
        .body("phones", contains(mobile));

    assertThat(read(survivor).get("phones").toString())
        .isEqualTo("[\"%s\",\"%s\"]".formatted(later, phone));
    assertThat(ownerOf(mobile)).isEqualTo(merged);
    assertThat(ownerOf(phone)).isEqualTo(survivor);
    assertThat(ownerOf(old)).as("taken off while merged").isNull();
    assertThat(published(merged, 3).get(2).type()).isEqualTo("heard.customer.unmerged.v1");
    assertThat(published(survivor, 4).get(3).type()).isEqualTo("heard.customer.unmerged.v1");
    mei()
        .get("/v1/customers/{id}/mergers", merged)
        .then()
        .body("items[0].undoneBy", equalTo("wang"))
        .body("items[0].undoReason", equalTo("two sisters"));
    patch(merged, "{\"tier\": \"SILVER\"}").then().statusCode(200);
    merge(merged, survivor).then().statusCode(200);
    mei().get("/v1/customers/{id}/mergers", merged).then().body("items", hasSize(2));
  }

  @Test
  void chain_everyIdLeadsToTheLastAndEachCanLeave() {
    String a = phone();
    String b = phone();
    String c = phone();
    UUID first = registerWithPhone("A", a);
    UUID second = registerWithPhone("B", b);
    UUID third = registerWithPhone("C", c);
    merge(first, second).then().statusCode(200);
    merge(second, third).then().statusCode(200).body("phones", contains(c, b, a));

    for (UUID id : List.of(first, second)) {
      mei().get("/v1/customers/{id}", id).then().statusCode(200).body("id", equalTo(third + ""));
      patch(id, "{\"tier\": \"GOLD\"}")
          .then()
          .statusCode(409)
          .body("mergedInto", equalTo(third.toString()));
    }
    unmerge(first).then().statusCode(200).body("phones", contains(a));
    assertThat(ownerOf(a)).isEqualTo(first);
    assertThat(ownerOf(b)).isEqualTo(third);
    unmerge(second).then().statusCode(200).body("phones", contains(b));
    assertThat(read(third).get("phones").toString()).isEqualTo("[\"" + c + "\"]");
  }

  @Test
  void circlesAndOneself_refused() {
    UUID one = registerWithPhone("A", phone());
    UUID other = registerWithPhone("B", phone());
    merge(one, one)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/into"))
        .body("errors.code", contains("same"));
    merge(one, other).then().statusCode(200);
    merge(other, one)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:customer-merged"))
        .body("mergedInto", equalTo(other.toString()));
    merge(one, other).then().statusCode(409).body("mergedInto", equalTo(other.toString()));
    unmerge(other).then().statusCode(409).body("type", equalTo("urn:heard:problem:not-merged"));
  }

  @Test
  void badRequests() {
    UUID one = registerWithPhone("A", phone());
    UUID other = registerWithPhone("B", phone());
    agent()
        .body("{}")
        .post("/v1/customers/{id}/merge", one)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/reason"));
    agent()
        .body("{\"reason\": \"x\"}")
        .post("/v1/customers/{id}/merge", one)
        .then()
        .statusCode(400)
        .body("errors.code", contains("one-of"));
    agent()
        .body("{\"into\": \"%s\", \"from\": \"%s\", \"reason\": \"x\"}".formatted(other, other))
        .post("/v1/customers/{id}/merge", one)
        .then()
        .statusCode(400);
    merge(one, UUID.randomUUID()).then().statusCode(404);
    merge(UUID.randomUUID(), one).then().statusCode(404);
    agent()
        .body("{\"reason\": \" \"}")
        .post("/v1/customers/{id}/unmerge", one)
        .then()
        .statusCode(400);
    mei()
        .contentType(ContentType.JSON)
        .body("{\"into\": \"%s\", \"reason\": \"x\"}".formatted(other))
        .post("/v1/customers/{id}/merge", one)
        .then()
        .statusCode(403);
    UUID organisation = register("{\"name\": \"Chen Ltd\", \"kind\": \"ORGANISATION\"}");
    merge(one, organisation)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:different-kinds"));
    assertThat(read(one).get("version").intValue()).isEqualTo(1);
  }

  @Test
  void tooManyContactsTogether() {
    UUID one = register("{\"name\": \"A\", \"phones\": [%s]}".formatted(phones(12)));
    UUID other = register("{\"name\": \"B\", \"phones\": [%s]}".formatted(phones(9)));
    merge(one, other)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:too-many-contacts"))
        .body("detail", containsString("21"));
    assertThat(read(one).get("phones")).hasSize(12);
  }

  private static String phones(int count) {
    List<String> phones = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      phones.add("\"" + phone() + "\"");
    }
    return String.join(",", phones);
  }

  @Test
  void ifMatch_meansTheAddressedOne() {
    UUID one = registerWithPhone("A", phone());
    UUID other = registerWithPhone("B", phone());
    patch(other, "{\"tier\": \"GOLD\"}").then().statusCode(200);
    String body = "{\"into\": \"%s\", \"reason\": \"x\"}".formatted(other);
    agent()
        .header("If-Match", "\"2\"")
        .body(body)
        .post("/v1/customers/{id}/merge", one)
        .then()
        .statusCode(412);
    agent()
        .header("If-Match", "\"1\"")
        .body(body)
        .post("/v1/customers/{id}/merge", one)
        .then()
        .statusCode(200);
  }

  @Test
  void sameKeyAgain_sameAnswerAndOneMerger() {
    UUID one = registerWithPhone("A", phone());
    UUID other = registerWithPhone("B", phone());
    String key = UUID.randomUUID().toString();
    String body = "{\"into\": \"%s\", \"reason\": \"x\"}".formatted(other);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      answers.add(
          agent()
              .header("Idempotency-Key", key)
              .body(body)
              .post("/v1/customers/{id}/merge", one)
              .then()
              .statusCode(200)
              .extract()
              .asString());
    }
    assertThat(answers.get(1)).isEqualTo(answers.get(0));
    mei().get("/v1/customers/{id}/mergers", one).then().body("items", hasSize(1));
  }

  @Test
  void crossing_oneIsMergedAndTheOtherToldSo() throws Exception {
    try (Threads threads = new Threads()) {
      for (int round = 0; round < 10; round++) {
        UUID one = registerWithPhone("A", phone());
        UUID other = registerWithPhone("B", phone());
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Response>> both =
            List.of(threads.merge(go, one, other), threads.merge(go, other, one));
        go.countDown();
        assertThat(List.of(both.get(0).get().statusCode(), both.get(1).get().statusCode()))
            .containsExactlyInAnyOrder(200, 409);
        UUID survivor = UUID.fromString(mei().get("/v1/customers/{id}", one).path("id"));
        mei().get("/v1/customers/{id}", other).then().body("id", equalTo(survivor.toString()));
        assertThat(read(survivor).get("phones")).hasSize(2);
      }
    }
  }

  @Test
  void aRingAtOnce_neverClosesAndKeepsEveryContact() throws Exception {
    try (Threads threads = new Threads()) {
      for (int round = 0; round < 5; round++) {
        List<UUID> ring = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          ring.add(registerWithPhone("R" + i, phone()));
        }
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Response>> mergers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          mergers.add(threads.merge(go, ring.get(i), ring.get((i + 1) % 4)));
        }
        go.countDown();
        for (Future<Response> merger : mergers) {
          assertThat(merger.get().statusCode()).isIn(200, 409);
        }
        int contacts = 0;
        for (UUID id : ring) {
          if (mei().get("/v1/customers/{id}", id).path("id").equals(id.toString())) {
            contacts += read(id).get("phones").size();
          }
        }
        assertThat(contacts).isEqualTo(4);
      }
    }
  }

  @Test
  void peopleOfAMergedOrganisation_areThoseOfTheSurvivor() {
    UUID one = register("{\"name\": \"Chen Ltd\", \"kind\": \"ORGANISATION\"}");
    UUID other = register("{\"name\": \"Chen Limited\", \"kind\": \"ORGANISATION\"}");
    String person = "{\"name\": \"P\", \"organisations\": [{\"organisation\": \"%s\"}]}";
    UUID hers = register(person.formatted(one));
    UUID his = register(person.formatted(other));

    merge(one, other).then().statusCode(200);
    mei()
        .get("/v1/customers/{id}/people", other)
        .then()
        .body("items.id", contains(his.toString(), hers.toString()));
    mei().get("/v1/customers/{id}/people", one).then().body("items", hasSize(2));
    UUID since = register(person.formatted(one));
    unmerge(one).then().statusCode(200);
    mei()
        .get("/v1/customers/{id}/people", one)
        .then()
        .body("items.id", contains(since.toString(), hers.toString()));
    mei().get("/v1/customers/{id}/people", other).then().body("items.id", contains(his + ""));
    merge(hers, his).then().statusCode(200);
    mei()
        .get("/v1/customers/{id}/people", one)
        .then()
        .body("items.id", contains(since.toString(), his.toString()));
    mei().get("/v1/customers/{id}/people", his).then().body("items", empty());
  }

  private static final class Threads implements AutoCloseable {

    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    Future<Response> merge(CountDownLatch go, UUID merged, UUID survivor) {
      return pool.submit(
          () -> {
            go.await();
            return MergeTest.merge(merged, survivor);
          });
    }

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }
}
