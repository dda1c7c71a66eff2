package io.heard.tickets.policy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.heard.tickets.calendar.WorkCalendar;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = Database.class, restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = false)
class SlaPoliciesTest {
  @Inject SlaPolicies policies;
  @Inject DataSource dataSource;

  private static RequestSpecification admin() {
    return given().auth().oauth2(Tokens.of("ada", "admin")).contentType(ContentType.JSON);
  }

  private static String unique(String name) {
    return name + " " + UUID.randomUUID().toString().substring(0, 13);
  }

  private static Facts facts(String priority, String product) {
    return new Facts(null, "REQUEST", "PHONE", priority, product, null, Set.of());
  }

  private static UUID create(
      String name, int order, String product, String calendar, String targets) {
    String id =
        admin()
            .body(
                """
                {"name": "%s", "order": %d, "when": {"products": ["%s"]}, "calendar": "%s", "targets": %s}
                """
                    .formatted(name, order, product, calendar, targets))
            .post("/v1/sla-policies")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return UUID.fromString(id);
  }

  private static String calendar() {
    String name = unique("office");
    admin()
        .body(
            "{\"name\": \""
                + name
                + "\", \"timeZone\": \"UTC\", \"weekly\": {\"MON\": [\"09:00-17:00\"]}}")
        .post("/v1/calendars")
        .then()
        .statusCode(201);
    return name;
  }

  @Test
  void withoutPolicies_theBuiltInOnesMatch() {
    SlaTerms p1 = policies.match(facts("P1", null));
    assertThat(p1.policyName()).isEqualTo("default P1");
    assertThat(p1.clocks().keySet()).containsExactlyElementsOf(SlaTerms.KINDS);
    assertThat(p1.of(ClockKind.ACKNOWLEDGE).calendar()).isSameAs(WorkCalendar.ALWAYS);
    assertThat(targets("P1")).containsExactly("PT15M", "PT1H", "PT4H", "PT8H", "PT24H");
    assertThat(targets("P2")).containsExactly("PT30M", "PT2H", "PT8H", "PT24H", "PT48H");
    assertThat(targets("P3")).containsExactly("PT2H", "PT4H", "PT24H", "PT72H", "PT72H");
    assertThat(targets("P4")).containsExactly("PT4H", "PT8H", "PT48H", "PT168H", "PT120H");
  }

  private List<String> targets(String priority) {
    SlaTerms terms = policies.match(facts(priority, null));
    return SlaTerms.KINDS.stream().map(kind -> terms.target(kind).toString()).toList();
  }

  @Test
  void ownChanges_areInForceWhenTheyAreAnswered() {
    String product = unique("product");
    String name = unique("own");
    UUID id = create(name, 10, product, "24x7", "{\"RESOLUTION\": \"PT5H\"}");
    SlaTerms terms = policies.match(facts("P2", product));
    assertThat(terms.policyId()).isEqualTo(id);
    assertThat(terms.policyVersion()).isEqualTo(1);
    assertThat(terms.target(ClockKind.RESOLUTION)).isEqualTo(Duration.ofHours(5));
    for (int hours = 6; hours < 10; hours++) {
      admin()
          .body("{\"targets\": {\"RESOLUTION\": \"PT" + hours + "H\"}}")
          .patch("/v1/sla-policies/{ref}", name)
          .then()
          .statusCode(200);
      assertThat(policies.match(facts("P2", product)).target(ClockKind.RESOLUTION))
          .isEqualTo(Duration.ofHours(hours));
    }
    admin()
        .body("{\"active\": false}")
        .patch("/v1/sla-policies/{ref}", name)
        .then()
        .statusCode(200);
    assertThat(policies.match(facts("P2", product)).policyName()).isEqualTo("default P2");
  }

  @Test
  void missingTarget_comesFromTheNextMatchingPolicy_inItsOwnCalendar() {
    String product = unique("product");
    String office = calendar();
    UUID first = create(unique("first"), 10, product, office, "{\"ACKNOWLEDGE\": \"PT1H\"}");
    UUID second =
        create(
            unique("second"),
            20,
            product,
            "24x7",
            "{\"ACKNOWLEDGE\": \"PT2H\", \"RESOLUTION\": \"PT9H\"}");
    SlaTerms terms = policies.match(facts("P4", product));
    assertThat(terms.policyId()).isEqualTo(first);
    assertThat(terms.of(ClockKind.ACKNOWLEDGE).policyId()).isEqualTo(first);
    assertThat(terms.of(ClockKind.ACKNOWLEDGE).calendarName()).isEqualTo(office);
    assertThat(terms.of(ClockKind.RESOLUTION).policyId()).isEqualTo(second);
    assertThat(terms.of(ClockKind.RESOLUTION).calendarName()).isEqualTo("24x7");
    assertThat(terms.of(ClockKind.CUSTOMER_WAIT).policyName()).isEqualTo("default P4");
    assertThatThrownBy(() -> terms.of(ClockKind.PROMISE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void changedCalendar_isInForceForWhatComes_andKeptForWhatRuns() {
    String product = unique("product");
    String office = calendar();
    UUID id = create(unique("calendar"), 10, product, office, "{\"RESOLUTION\": \"PT9H\"}");
    Instant monday = Instant.parse("2026-01-05T09:00:00Z");
    ClockTerms before = policies.match(facts("P1", product)).of(ClockKind.RESOLUTION);
    assertThat(before.dueAt(monday, List.of())).contains(Instant.parse("2026-01-12T10:00:00Z"));

    admin()
        .body("{\"weekly\": {\"TUE\": [\"09:00-17:00\"]}}")
        .patch("/v1/calendars/{ref}", office)
        .then()
        .statusCode(200);

    ClockTerms after = policies.match(facts("P1", product)).of(ClockKind.RESOLUTION);
    assertThat(after.calendarVersion()).isEqualTo(2);
    assertThat(after.policyVersion()).isEqualTo(1);
    assertThat(after.dueAt(monday, List.of())).contains(Instant.parse("2026-01-06T10:00:00Z"));
    ClockTerms kept = policies.byVersion(id, 1, 1, ClockKind.RESOLUTION);
    assertThat(kept.dueAt(monday, List.of())).contains(Instant.parse("2026-01-12T10:00:00Z"));
  }

  @Test
  void versions_areReadFromTheDatabaseWhenNotMetBefore() throws SQLException {
    String product = unique("product");
    String name = unique("unmet");
    UUID id = create(name, 10, product, "24x7", "{\"RESOLUTION\": \"PT5H\"}");
    changeElsewhere(name, "PT6H");
    changeElsewhere(name, "PT7H");
    assertThat(policies.byVersion(id, 2, 1, ClockKind.RESOLUTION).target())
        .isEqualTo(Duration.ofHours(6));
    assertThat(policies.byVersion(id, 1, 1, ClockKind.RESOLUTION).target())
        .isEqualTo(Duration.ofHours(5));
    assertThatThrownBy(() -> policies.byVersion(id, 9, 1, ClockKind.RESOLUTION))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policies.byVersion(id, 1, 9, ClockKind.RESOLUTION))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policies.byVersion(id, 1, 1, ClockKind.ACKNOWLEDGE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void changesOfAnotherReplica_areInForceWithinTwoSeconds() throws SQLException {
    String product = unique("product");
    String name = unique("elsewhere");
    create(name, 10, product, "24x7", "{\"RESOLUTION\": \"PT5H\"}");
    changeElsewhere(name, "PT6H");
    await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(policies.match(facts("P3", product)).target(ClockKind.RESOLUTION))
                    .isEqualTo(Duration.ofHours(6)));
  }

  /** What another replica does: the same row, behind this one's back. */
  private void changeElsewhere(String name, String target) throws SQLException {
    String sql =
        "UPDATE sla_policy SET version = version + 1, changed_at = now(), changed_by = 'bob',"
            + " definition = jsonb_set(definition, '{targets,RESOLUTION}', to_jsonb(?::text)) WHERE name = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, target);
      update.setString(2, name);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void match_neverSeesHalfAChange() {
    String product = unique("product");
    String name = unique("atomic");
    create(name, 10, product, "24x7", both(1));
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> watcher =
        CompletableFuture.supplyAsync(
            () -> {
              int last = 0;
              while (!done.get()) {
                SlaTerms terms = policies.match(facts("P1", product));
                int version = terms.policyVersion();
                assertThat(version).isGreaterThanOrEqualTo(last);
                assertThat(terms.target(ClockKind.ACKNOWLEDGE))
                    .isEqualTo(Duration.ofHours(version));
                assertThat(terms.target(ClockKind.RESOLUTION)).isEqualTo(Duration.ofHours(version));
                last = version;
              }
              return last;
            });
    for (int version = 2; version <= 20; version++) {
      admin()
          .body("{\"targets\": " + both(version) + "}")
          .patch("/v1/sla-policies/{ref}", name)
          .then()
          .statusCode(200);
    }
    done.set(true);
    assertThat(watcher.join()).isBetween(1, 20);
  }

  private static String both(int hours) {
    return "{\"ACKNOWLEDGE\": \"PT%dH\", \"RESOLUTION\": \"PT%dH\"}".formatted(hours, hours);
  }

  @Test
  void refusedChange_leavesEverythingInForce() {
    String product = unique("product");
    String name = unique("refused");
    create(name, 10, product, "24x7", "{\"RESOLUTION\": \"PT5H\"}");
    admin()
        .body("{\"targets\": {\"RESOLUTION\": \"P5D\"}}")
        .patch("/v1/sla-policies/{ref}", name)
        .then()
        .statusCode(400);
    assertThat(policies.match(facts("P1", product)).policyVersion()).isEqualTo(1);
  }

  @Test
  void builtInPolicy_canBeTuned() {
    try {
      admin()
          .body("{\"targets\": {\"CUSTOMER_WAIT\": \"PT100H\"}}")
          .patch("/v1/sla-policies/{ref}", "default P4")
          .then()
          .statusCode(200);
      assertThat(policies.match(facts("P4", null)).target(ClockKind.CUSTOMER_WAIT))
          .isEqualTo(Duration.ofHours(100));
    } finally {
      admin()
          .body("{\"targets\": {\"CUSTOMER_WAIT\": \"PT120H\"}}")
          .patch("/v1/sla-policies/{ref}", "default P4")
          .then()
          .statusCode(200);
    }
  }
}
