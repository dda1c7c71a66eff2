package io.heard.customers.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.heard.customers.ServiceTest;
import io.heard.customers.customer.Scope;
import io.heard.testkit.Events;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Who is erased because nothing was heard of them for long, and who is not. */
@QuarkusTest
class RetentionTest extends ServiceTest {

  private static final Period TWO_YEARS = Period.ofMonths(24);
  private static final int MOST = 1_000;

  @Inject Retention retention;
  @Inject DataSource dataSource;

  private void execute(String sql, UUID... ids) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < ids.length; i++) {
        statement.setObject(i + 1, ids[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Somebody who was last changed 25 months ago. */
  private UUID old(String body) {
    UUID id = register(body);
    age(id);
    return id;
  }

  private void age(UUID id) {
    execute("UPDATE customer SET updated_at = now() - interval '25 months' WHERE id = ?", id);
  }

  private void demand(UUID customer, String state, String said) {
    UUID ticket = UUID.randomUUID();
    execute(
        "INSERT INTO demand (ticket_id, customer_id, number, subject, kind, channel, priority, state, logged_at) VALUES (?, ?, 'D', 'x', 'REQUEST',"
            + " 'PHONE', 'P3', '"
            + state
            + "', now() - interval '26 months')",
        ticket,
        customer);
    execute(
        "INSERT INTO exchange (ticket_id, sequence, customer_id, from_customer, text, at) VALUES (?, 1, ?, true, 'x', now() - interval '"
            + said
            + "')",
        ticket,
        customer);
  }

  private static List<String> candidates(String query) {
    List<String> all = new ArrayList<>();
    String after = "";
    do {
      JsonPath page =
          as("olga", "ops")
              .get("/v1/retention/candidates?limit=2&" + query + after)
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      all.addAll(page.getList("items.customer"));
      after = page.getString("next") == null ? null : "&after=" + page.getString("next");
    } while (after != null);
    return all;
  }

  private static int status(UUID id) {
    return mei().get("/v1/customers/{id}", id).statusCode();
  }

  @Test
  void whoIsSilentIsErased_andNobodyElse() {
    UUID silent = old("{\"name\": \"Silent\", \"phones\": [\"%s\"]}".formatted(phone()));
    demand(silent, "CLOSED", "25 months");
    UUID never = old("{\"name\": \"Never\", \"phones\": [\"%s\"]}".formatted(phone()));
    UUID organisation = old("{\"name\": \"Works\", \"kind\": \"ORGANISATION\"}");
    UUID member =
        old(
            "{\"name\": \"Member\", \"organisations\": [{\"organisation\": \"%s\"}]}"
                .formatted(organisation));
    UUID heard = old("{\"name\": \"Heard of\"}");
    demand(heard, "CLOSED", "23 months");
    UUID waits = old("{\"name\": \"Waits\"}");
    demand(waits, "IN_PROGRESS", "25 months");
    UUID customer = old("{\"name\": \"Customer\", \"scope\": \"REGISTERED\"}");
    UUID young = register("{\"name\": \"Young\"}");
    UUID survivor = register("{\"name\": \"Survivor\"}");
    UUID merged = register("{\"name\": \"Merged\"}");
    as("wang", "agent")
        .contentType("application/json")
        .body("{\"into\": \"%s\", \"reason\": \"x\"}".formatted(survivor))
        .post("/v1/customers/{id}/merge", merged)
        .then()
        .statusCode(200);
    demand(merged, "CLOSED", "1 month");
    age(survivor);
    age(merged);

    String rule = "scope=POTENTIAL&silentFor=P24M";
    assertThat(candidates(rule))
        .contains(silent.toString(), never.toString())
        .doesNotHaveDuplicates()
        .doesNotContain(
            organisation.toString(),
            member.toString(),
            heard.toString(),
            waits.toString(),
            customer.toString(),
            young.toString(),
            survivor.toString(),
            merged.toString());
    assertThat(status(silent)).isEqualTo(200);

    retention.apply(Scope.POTENTIAL, TWO_YEARS, MOST);

    assertThat(status(silent)).isEqualTo(410);
    assertThat(status(never)).isEqualTo(410);
    for (UUID kept : List.of(organisation, member, heard, waits, customer, young, survivor)) {
      assertThat(status(kept)).isEqualTo(200);
    }
    assertThat(candidates(rule)).doesNotContain(silent.toString(), never.toString());
    JsonPath erasures = as("root", "admin").get("/v1/erasures?limit=200").jsonPath();
    String record = "items.find{it.customer=='" + silent + "'}.";
    assertThat(erasures.getString(record + "ground")).isEqualTo("RETENTION");
    assertThat(erasures.getString(record + "erasedBy")).isEqualTo("system:retention");
    assertThat(erasures.getString(record + "reason")).contains("POTENTIAL", "P24M");
    Events.Seen event = published(silent, 2).get(1);
    assertThat(event.type()).isEqualTo("heard.customer.erased.v1");
    assertThat(event.data().at("/erasure/ground").asText()).isEqualTo("RETENTION");
  }

  @Test
  void replicasAtOnce_eachIsErasedOnce() {
    List<UUID> silent =
        IntStream.range(0, 20)
            .mapToObj(i -> old("{\"name\": \"Latent %d\", \"scope\": \"LATENT\"}".formatted(i)))
            .toList();
    List<CompletableFuture<Integer>> replicas =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> retention.apply(Scope.LATENT, TWO_YEARS, MOST)))
            .toList();
    assertThat(replicas.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(silent.size());
    silent.forEach(each -> assertThat(published(each, 2)).hasSize(2));
  }

  /** A demand that comes in holds the customer; once it is there they are not silent any more. */
  @Test
  void whoIsInUseIsLeftAlone() throws SQLException {
    UUID id = old("{\"name\": \"Target\", \"scope\": \"TARGET\"}");
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement lock =
          connection.prepareStatement("SELECT 1 FROM customer WHERE id = ? FOR UPDATE")) {
        lock.setObject(1, id);
        lock.executeQuery();
        assertThat(retention.apply(Scope.TARGET, TWO_YEARS, MOST)).isZero();
      }
      connection.rollback();
    }
    assertThat(retention.apply(Scope.TARGET, TWO_YEARS, 0)).isZero();
    assertThat(status(id)).isEqualTo(200);
    assertThat(retention.apply(Scope.TARGET, TWO_YEARS, MOST)).isEqualTo(1);
    assertThat(retention.apply(Scope.TARGET, TWO_YEARS, MOST)).isZero();
  }

  @Test
  void asDeliveredThereIsNoRule_andThePreviewSaysWhatItNeeds() {
    as("olga", "ops").get("/v1/retention").then().statusCode(200).body("rules.size()", equalTo(0));
    mei().get("/v1/retention").then().statusCode(403);
    mei().get("/v1/erasures").then().statusCode(403);
    as("olga", "ops")
        .get("/v1/retention/candidates?scope=NOBODY&silentFor=24M")
        .then()
        .statusCode(400)
        .body("errors.size()", equalTo(2));
    as("olga", "ops")
        .get("/v1/retention/candidates?scope=LATENT")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/query/silentFor"));
  }
}
