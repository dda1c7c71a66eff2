package io.heard.customers.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.customers.ServiceTest;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerVerdict;
import io.heard.testkit.Events;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CustomerResourceTest extends ServiceTest {

  @Inject Customers customers;
  @Inject Ledger ledger;
  @Inject SearchNames searchNames;

  @Test
  void register_everythingGiven() {
    String phone = phone();
    String email = email();
    String national = phone.substring(3);

    String location =
        post("""
            {"kind": "ORGANISATION", "name": "  Chen & Sons ", "phones": ["%s", "%s", "+49 (0)30 9018%s"],
             "emails": [" %s "], "scope": "REGISTERED", "values": ["REACH", "COMMERCIAL", "REACH"],
             "engagement": "RELATIONAL", "tier": "GOLD", "language": "EN-gb", "timeZone": "Asia/Shanghai",
             "accountOwner": "li"}"""
                .formatted(
                    national, phone, phone.substring(10), email.toUpperCase(java.util.Locale.ROOT)))
            .then()
            .statusCode(201)
            .header("ETag", "\"1\"")
            .header("X-Request-Id", notNullValue())
            .body("name", equalTo("Chen & Sons"))
            .body("kind", equalTo("ORGANISATION"))
            .body("phones", contains(phone, "+49309018" + phone.substring(10)))
            .body("emails", contains(email))
            .body("values", contains("COMMERCIAL", "REACH"))
            .body("language", equalTo("en-GB"))
            .body("version", equalTo(1))
            .body("mergedInto", nullValue())
            .body("erased", equalTo(false))
            .extract()
            .header("Location");

    UUID id = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    assertThat(location).endsWith("/v1/customers/" + id);
    assertThat(id.version()).isEqualTo(7);
    Events.Seen event = published(id, 1).get(0);
    assertThat(event.type()).isEqualTo("heard.customer.registered.v1");
    assertThat(event.headers()).containsEntry("ce_actor", "mei");
    assertThat(event.data().get("ticketId").isNull()).isTrue();
    assertThat(event.data().get("customer")).isEqualTo(read(id));
  }

  @Test
  void register_nameOnly() {
    post("{\"name\": \"陈伟\"}")
        .then()
        .statusCode(201)
        .body("kind", equalTo("PERSON"))
        .body("scope", equalTo("POTENTIAL"))
        .body("engagement", equalTo("TRANSACTIONAL"))
        .body("tier", equalTo("STANDARD"))
        .body("phones", empty())
        .body("emails", empty())
        .body("values", empty())
        .body("timeZone", nullValue());
  }

  @Test
  void register_contactOfAnother() {
    String phone = phone();
    String email = email();
    UUID caller = registerWithPhone("Mrs Chen", phone);
    UUID writer = register("{\"name\": \"Mr Wu\", \"emails\": [\"%s\"]}".formatted(email));

    post("{\"name\": \"Somebody\", \"phones\": [\"%s\", \"%s\"], \"emails\": [\"%s\"]}"
            .formatted(phone(), phone, email))
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:heard:problem:contact-taken"))
        .body("customer", equalTo(caller.toString()))
        .body("conflicts.pointer", contains("/phones/1", "/emails/0"))
        .body("conflicts.customer", contains(caller.toString(), writer.toString()));
    mei().get("/v1/customers?q=Somebody").then().body("items.name", empty());
  }

  @Test
  void read_notModified() {
    UUID id = registerWithPhone("Mrs Chen", phone());

    mei()
        .header("If-None-Match", "\"1\"")
        .get("/v1/customers/{id}", id)
        .then()
        .statusCode(304)
        .header("ETag", "\"1\"");
    mei().header("If-None-Match", "\"7\"").get("/v1/customers/{id}", id).then().statusCode(200);
  }

  @Test
  void change_replacesAndRemoves() {
    String first = phone();
    String second = phone();
    UUID id =
        register(
            "{\"name\": \"Mrs Chen\", \"phones\": [\"%s\"], \"tier\": \"GOLD\", \"language\": \"zh\"}"
                .formatted(first));

    patch(
            id,
            "{\"tier\": null, \"language\": null, \"phones\": [\"%s\"], \"values\": [\"BRAND\"]}"
                .formatted(second))
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("tier", equalTo("STANDARD"))
        .body("language", nullValue())
        .body("name", equalTo("Mrs Chen"))
        .body("phones", contains(second));

    JsonNode change = published(id, 2).get(1).data().get("change");
    assertThat(change)
        .isEqualTo(
            json(
                """
                {"tier": {"from": "GOLD", "to": "STANDARD"}, "language": {"from": "zh", "to": null},
                 "phones": {"from": ["%s"], "to": ["%s"]}, "values": {"from": [], "to": ["BRAND"]}}"""
                    .formatted(first, second)));
    mei().queryParam("phone", first).get("/v1/customers").then().body("items", empty());
    assertThat(registerWithPhone("Who has the old number now", first)).isNotEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "{\"name\": \"Mrs Chen\", \"scope\": null, \"tier\": \"STANDARD\", \"phones\": null}"
      })
  void change_nothing(String body) {
    UUID id = register("{\"name\": \"Mrs Chen\"}");

    patch(id, body).then().statusCode(200).header("ETag", "\"1\"").body("version", equalTo(1));
    mei().get("/v1/customers/{id}/history", id).then().body("items", hasSize(1));
  }

  @Test
  void change_asPlainJson() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    mei()
        .contentType(ContentType.JSON)
        .body("{\"name\": \"Mrs Chen-Wu\"}")
        .patch("/v1/customers/{id}", id)
        .then()
        .statusCode(200)
        .body("name", equalTo("Mrs Chen-Wu"));
  }

  @Test
  void change_ifMatch() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    mei()
        .contentType(ContentType.JSON)
        .header("If-Match", "\"1\"")
        .body("{\"tier\": \"GOLD\"}")
        .patch("/v1/customers/{id}", id)
        .then()
        .statusCode(200);

    mei()
        .contentType(ContentType.JSON)
        .header("If-Match", "\"1\"")
        .body("{\"tier\": \"SILVER\"}")
        .patch("/v1/customers/{id}", id)
        .then()
        .statusCode(412)
        .body("currentVersion", equalTo(2));
    assertThat(read(id).get("tier").asText()).isEqualTo("GOLD");
  }

  @Test
  void change_contactOfAnother() {
    String taken = phone();
    String own = phone();
    UUID owner = registerWithPhone("Mrs Chen", taken);
    UUID id = registerWithPhone("Mr Wu", own);

    patch(id, "{\"phones\": [\"%s\"], \"tier\": \"GOLD\"}".formatted(taken))
        .then()
        .statusCode(409)
        .body("customer", equalTo(owner.toString()));

    assertThat(read(id).get("version").intValue()).isEqualTo(1);
    mei()
        .queryParam("phone", own)
        .get("/v1/customers")
        .then()
        .body("items.id", contains(id.toString()));
  }

  @Test
  void history_inPages() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    patch(id, "{\"tier\": \"GOLD\"}").then().statusCode(200);
    patch(id, "{\"tier\": \"SILVER\"}").then().statusCode(200);

    String next =
        mei()
            .queryParam("limit", 2)
            .get("/v1/customers/{id}/history", id)
            .then()
            .statusCode(200)
            .header("Link", containsString("rel=\"next\""))
            .body("items.sequence", contains(1, 2))
            .body("items[1].data.change.tier.to", equalTo("GOLD"))
            .body("items[1].actor", equalTo("mei"))
            .extract()
            .path("next");
    JsonNode last =
        json(
            mei()
                .queryParam("limit", 2)
                .queryParam("after", next)
                .get("/v1/customers/{id}/history", id)
                .then()
                .body("next", nullValue())
                .extract()
                .asString());
    assertThat(last.at("/items/0/sequence").intValue()).isEqualTo(3);
    assertThat(last.at("/items")).hasSize(1);
  }

  @Test
  void history_isOneChain() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    patch(id, "{\"tier\": \"GOLD\"}").then().statusCode(200);

    LedgerVerdict verdict =
        QuarkusTransaction.requiringNew()
            .call(() -> ledger.verify(id, customers.findById(id).headHash()));
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.entries()).isEqualTo(2);
  }

  @Test
  void find_byContact() {
    String phone = phone();
    String email = email();
    UUID id =
        register(
            "{\"name\": \"Mrs Chen\", \"phones\": [\"%s\"], \"emails\": [\"%s\"]}"
                .formatted(phone, email));
    UUID other = registerWithPhone("Mr Wu", phone());

    for (String notation : List.of(phone, phone.substring(3), "0086 " + phone.substring(3))) {
      mei()
          .queryParam("phone", notation)
          .get("/v1/customers")
          .then()
          .statusCode(200)
          .body("items.id", contains(id.toString()))
          .body("next", nullValue());
    }
    mei()
        .queryParam("email", " " + email.toUpperCase(java.util.Locale.ROOT))
        .get("/v1/customers")
        .then()
        .body("items.id", contains(id.toString()));
    mei()
        .queryParam("email", email)
        .queryParam("phone", read(other).at("/phones/0").asText())
        .get("/v1/customers")
        .then()
        .body("items", empty());
    mei()
        .queryParam("phone", phone)
        .queryParam("q", "wu")
        .get("/v1/customers")
        .then()
        .body("items", empty());
    mei()
        .queryParam("phone", phone)
        .queryParam("q", "CHEN")
        .get("/v1/customers")
        .then()
        .body("items", hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"丽", "欧阳", "阳丽", "欧阳丽", "müller-", "MULLER", "ler-欧", "ｍuller", "%", "r-"})
  void find_byFragment(String fragment) {
    UUID id = register("{\"name\": \"Frau Müller-欧阳丽 100%\"}");

    mei()
        .queryParam("q", fragment)
        .queryParam("limit", 200)
        .get("/v1/customers")
        .then()
        .statusCode(200)
        .body("items.id", hasItem(id.toString()));
  }

  @Test
  void find_lettersThatAreNoLettersWithAccents() throws Exception {
    String mark = "x" + UUID.randomUUID().toString().replace("-", "");
    UUID written = register("{\"name\": \"%s Łukasz Strauß\"}".formatted(mark));
    UUID typed = register("{\"name\": \"%s Lukasz Strauss\"}".formatted(mark));
    UUID before = register("{\"name\": \"%s Łukasz Strauß\"}".formatted(mark));
    UUID erased = register("{\"name\": \"%s Łukasz Strauß\"}".formatted(mark));
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              execute(
                  "UPDATE customer SET search_name = '%s łukasz strauß' WHERE id = '%s'"
                      .formatted(mark, before));
              execute(
                  "UPDATE customer SET search_name = '', erased = true WHERE id = '%s'"
                      .formatted(erased));
            });
    found(mark + " LUKASZ STRAUSS", typed, written);
    // as if this version had not been there before
    QuarkusTransaction.requiringNew().run(() -> execute("DELETE FROM name_folding"));
    searchNames.run();
    for (String fragment : List.of("łukasz strauß", "lukasz strauss", "LUKASZ STRAUẞ")) {
      found(mark + " " + fragment, before, typed, written);
    }
    found(mark, before, typed, written);
    assertThat(
            customers
                .getEntityManager()
                .createNativeQuery("SELECT search_name FROM customer WHERE id = :id")
                .setParameter("id", erased)
                .getSingleResult())
        .isEqualTo("");
    writtenAsBefore(before);
    searchNames.run();
    found(mark, before, typed, written);
    writtenAsBefore(before);
    QuarkusTransaction.requiringNew()
        .run(() -> execute("UPDATE name_folding SET first = first - interval '1 day'"));
    searchNames.run();
    found(mark, before, typed, written);
    writtenAsBefore(before);
    searchNames.run();
    found(mark, typed, written);
  }

  private void writtenAsBefore(UUID id) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> execute("UPDATE customer SET search_name = 'old' WHERE id = '%s'".formatted(id)));
  }

  @Test
  void find_thoseBehindThousandsOfNewer() {
    UUID old = register("{\"name\": \"Zyxomma Petiolatum\"}");
    UUID alsoOld = register("{\"name\": \"蜻蜓一\"}");
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                execute(
                    "INSERT INTO customer (id,"
                        + " version, head_hash, kind, name, search_name, phones, emails, scope, value_kinds,"
                        + " engagement, tier, erased, created_at, updated_at) SELECT uuidv7(), 1, sha256('x'),"
                        + " 'PERSON', 'Filler', 'filler', '{}', '{}', 'POTENTIAL', '{}', 'TRANSACTIONAL',"
                        + " 'THOUSANDS', false, now(), now() FROM generate_series(1, 2500)"));
    try {
      found("zyxomma", old);
      found("yxo", old);
      found("yx", old);
      found("蜻蜓", alsoOld);
      UUID young = register("{\"name\": \"Zyxomma Breviventre 蜻蜓\"}");
      found("zyxomma", young, old);
      found("蜻蜓", young, alsoOld);
    } finally {
      QuarkusTransaction.requiringNew()
          .run(() -> execute("DELETE FROM customer WHERE tier = 'THOUSANDS'"));
    }
  }

  private void execute(String sql) {
    customers.getEntityManager().createNativeQuery(sql).executeUpdate();
  }

  private void found(String fragment, UUID... ids) {
    mei()
        .queryParam("q", fragment)
        .get("/v1/customers")
        .then()
        .statusCode(200)
        .body("items.id", contains(Stream.of(ids).map(UUID::toString).toArray()));
  }

  @Test
  void find_fragmentInNoName() {
    mei().queryParam("q", "麤龘").get("/v1/customers").then().statusCode(200).body("items", empty());
  }

  @Test
  void find_pagesNeitherSkipNorDouble() {
    String mark = UUID.randomUUID().toString();
    List<UUID> all =
        java.util.stream.IntStream.range(0, 5)
            .mapToObj(i -> register("{\"name\": \"%s %d\"}".formatted(mark, i)))
            .toList();

    List<String> found = new java.util.ArrayList<>();
    String next = null;
    do {
      var request = mei().queryParam("q", mark).queryParam("limit", 2);
      if (next != null) {
        request.queryParam("after", next);
      }
      JsonNode page =
          json(request.get("/v1/customers").then().statusCode(200).extract().asString());
      page.get("items").forEach(item -> found.add(item.get("id").asText()));
      next = page.get("next").isNull() ? null : page.get("next").asText();
      register("{\"name\": \"%s written meanwhile\"}".formatted(mark));
    } while (next != null);

    List<String> newestFirst =
        all.stream().map(UUID::toString).sorted(java.util.Comparator.reverseOrder()).toList();
    assertThat(found).containsExactlyElementsOf(newestFirst);
  }

  @Test
  void find_allNewestFirst() {
    UUID older = register("{\"name\": \"Older\"}");
    UUID newer = register("{\"name\": \"Newer\"}");
    List<String> ids = mei().get("/v1/customers").then().statusCode(200).extract().path("items.id");
    assertThat(ids).containsSubsequence(newer.toString(), older.toString());
  }
}
