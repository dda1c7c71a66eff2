package io.heard.customers.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.heard.customers.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OrganisationsTest extends ServiceTest {

  private static UUID organisation() {
    return register("{\"name\": \"Chen Ltd\", \"kind\": \"ORGANISATION\"}");
  }

  @Test
  void aPersonMayBelongToSeveral_inWhateverRole() {
    UUID one = organisation();
    UUID other = organisation();
    UUID id =
        register(
            "{\"name\": \"P\", \"organisations\": [{\"organisation\": \"%s\", \"role\": \" buyer \"}, {\"organisation\": \"%s\"}]}"
                .formatted(one, other));
    assertThat(read(id).get("organisations").toString())
        .isEqualTo(
            "[{\"organisation\":\"%s\",\"role\":\"buyer\"},{\"organisation\":\"%s\",\"role\":null}]"
                .formatted(one, other));
    assertThat(published(id, 1).get(0).data().get("customer")).isEqualTo(read(id));
    patch(id, "{\"organisations\": [{\"organisation\": \"%s\"}]}".formatted(other))
        .then()
        .statusCode(200)
        .body("organisations.organisation", contains(other.toString()));
    mei().get("/v1/customers/{id}/people", one).then().statusCode(200).body("items", hasSize(0));
    mei().get("/v1/customers/{id}/people", other).then().body("items.id", contains(id.toString()));
    mei()
        .get("/v1/customers/{id}/history", id)
        .then()
        .body("items[1].data.change.organisations.from", hasSize(2))
        .body("items[1].data.change.organisations.to", hasSize(1));
  }

  @Test
  void people_paged() {
    UUID one = organisation();
    for (int i = 0; i < 3; i++) {
      register(
          "{\"name\": \"P%d\", \"organisations\": [{\"organisation\": \"%s\"}]}".formatted(i, one));
    }
    String next =
        mei()
            .get("/v1/customers/{id}/people?limit=2", one)
            .then()
            .body("items.name", contains("P2", "P1"))
            .extract()
            .path("next");
    mei()
        .queryParam("after", next)
        .get("/v1/customers/{id}/people", one)
        .then()
        .body("items.name", contains("P0"))
        .body("next", equalTo(null));
    mei().get("/v1/customers/{id}/people", UUID.randomUUID()).then().statusCode(404);
  }

  @Test
  void whatIsNoOrganisationIsRefused_allAtOnce() {
    UUID organisation = organisation();
    UUID person = register("{\"name\": \"P\"}");
    post("{\"name\": \"P\", \"organisations\": [{\"organisation\": \"%s\"}, {\"organisation\": \"%s\"}, {\"organisation\": \"%s\"}, {\"organisation\": \"%s\"}]}"
            .formatted(person, UUID.randomUUID(), organisation, organisation))
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder(
                "/organisations/0/organisation",
                "/organisations/1/organisation",
                "/organisations/3/organisation"))
        .body(
            "errors.code",
            containsInAnyOrder("unknown-organisation", "unknown-organisation", "duplicate"));
    post("{\"name\": \"P\", \"organisations\": [{\"role\": \"x\"}]}")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/organisations/0/organisation"));
    post("{\"name\": \"O\", \"kind\": \"ORGANISATION\", \"organisations\": [{\"organisation\": \"%s\"}]}"
            .formatted(organisation))
        .then()
        .statusCode(400)
        .body("errors.code", contains("not-a-person"));
  }

  @Test
  void anOrganisationWithPeopleStaysOne() {
    UUID organisation = organisation();
    UUID person =
        register(
            "{\"name\": \"P\", \"organisations\": [{\"organisation\": \"%s\"}]}"
                .formatted(organisation));
    patch(organisation, "{\"kind\": \"PERSON\"}")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:has-people"));
    patch(person, "{\"organisations\": null}").then().statusCode(200);
    patch(organisation, "{\"kind\": \"PERSON\"}").then().statusCode(200);
  }
}
