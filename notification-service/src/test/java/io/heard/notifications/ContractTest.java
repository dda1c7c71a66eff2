package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.kit.inbox.Event;
import io.heard.notifications.directory.DirectoryEvents;
import io.heard.notifications.intake.TicketEvents;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sides of the event contract: what is read here, and what is written. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class ContractTest {

  @Inject TicketEvents tickets;
  @Inject DirectoryEvents directory;

  static Stream<String> ticketTypes() {
    return types("heard.ticket.");
  }

  static Stream<String> directoryTypes() {
    return Stream.concat(types("heard.team."), types("heard.staff."));
  }

  private static Stream<String> types(String prefix) {
    return EventContract.types().stream().filter(type -> type.startsWith(prefix));
  }

  private static Stream<Event> acrossVersions(String type) {
    return EventContract.acrossVersions(type).stream().map(example -> event(type, example));
  }

  private static Event event(String type, JsonNode example) {
    JsonNode attributes = example.get("attributes");
    return new Event(
        type,
        UUID.fromString(attributes.get("subject").asText()),
        attributes.get("sequence").asInt(),
        Instant.parse(attributes.get("time").asText()),
        attributes.get("actor").asText(),
        example.get("data"));
  }

  @ParameterizedTest
  @MethodSource("ticketTypes")
  void everyTicketEvent_isUnderstood(String type) {
    assertThat(acrossVersions(type))
        .allSatisfy(
            event ->
                assertThat(QuarkusTransaction.requiringNew().call(() -> tickets.apply(event)))
                    .isTrue());
  }

  @ParameterizedTest
  @MethodSource("directoryTypes")
  void everyDirectoryEvent_isUnderstood(String type) {
    assertThat(acrossVersions(type))
        .allSatisfy(
            event ->
                assertThat(QuarkusTransaction.requiringNew().call(() -> directory.apply(event)))
                    .isTrue());
  }

  @Test
  void everyEventWritten_conforms() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.warned("RESOLUTION").breached("RESOLUTION");
    String id = (String) Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    await()
        .untilAsserted(
            () -> assertThat(Calls.deliveries(id)).extracting("state").containsOnly("DELIVERED"));
    Calls.ops().post("/v1/alerts/{id}/acknowledge", id).then().statusCode(200);
    Calls.ops()
        .contentType("application/json")
        .body("{\"for\":\"PT1H\"}")
        .post("/v1/alerts/{id}/snooze", id)
        .then()
        .statusCode(200);
    story.met("RESOLUTION");

    await()
        .untilAsserted(
            () ->
                assertThat(Events.of("heard.alerts", story.id))
                    .extracting(Events.Seen::type)
                    .contains(
                        "heard.alert.raised.v1",
                        "heard.alert.delivered.v1",
                        "heard.alert.acknowledged.v1",
                        "heard.alert.snoozed.v1",
                        "heard.alert.resolved.v1"));
    List<Events.Seen> all = Events.all("heard.alerts");
    assertThat(all)
        .allSatisfy(
            event -> assertThat(EventContract.violations(event.type(), event.data())).isEmpty());
  }
}
