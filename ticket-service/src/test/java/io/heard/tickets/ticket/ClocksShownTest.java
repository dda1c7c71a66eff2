package io.heard.tickets.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.tickets.clock.ClocksShown;
import io.heard.tickets.clock.TicketClock;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a list shows of clocks is what Hibernate reads of them, column by column. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ClocksShownTest {

  private static final Comparator<TicketClock> ORDER =
      Comparator.comparing(TicketClock::kind).thenComparing(TicketClock::round);

  @Inject Sweep sweep;
  @Inject ClocksShown clocksShown;
  @Inject EntityManager entities;

  private final String product = Sla.unique("purifier");

  @BeforeEach
  void standStill() {
    TestClock.get().freeze(Instant.now());
    Sla.policy(product, 10, "24x7", 1, 4, 8, 900, 900);
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private List<TicketClock> stored(UUID ticket) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                entities
                    .createQuery(
                        "from TicketClock c where c.ticketId = :ticket and c.current",
                        TicketClock.class)
                    .setParameter("ticket", ticket)
                    .getResultList());
  }

  private void assertShownAsStored(UUID ticket) {
    List<TicketClock> shown = clocksShown.of(List.of(ticket)).get(ticket);
    assertThat(shown.stream().sorted(ORDER).toList())
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*\\$\\$_hibernate_.*")
        .isEqualTo(stored(ticket).stream().sorted(ORDER).toList());
  }

  /** Warned, breached and done late, paused twice, due at a date, a second round. */
  @Test
  void everyColumn() {
    UUID ticket = UUID.fromString(Sla.log(product));
    assertShownAsStored(ticket);
    TestClock.get().advance(Duration.ofMinutes(50));
    await()
        .untilAsserted(
            () -> {
              Sla.sweepAll(sweep);
              assertThat(
                      Api.count(
                          "SELECT count(*) FROM ticket_clock WHERE warned_at IS NOT NULL AND ticket_id = '"
                              + ticket
                              + "'"))
                  .isPositive();
            });
    assertShownAsStored(ticket);
    TestClock.get().advance(Duration.ofMinutes(70));
    Sla.awaitTold(sweep, ticket.toString(), "breached ACKNOWLEDGE");
    Sla.done(ticket.toString(), "acknowledge", Map.of());
    Sla.done(ticket.toString(), "feedbacks", Map.of("text", "we are on it"));
    Sla.done(ticket.toString(), "start", Map.of());
    Sla.done(ticket.toString(), "wait", Map.of("for", "CUSTOMER", "reason", "the receipt"));
    TestClock.get().advance(Duration.ofHours(1));
    Sla.done(ticket.toString(), "resume", Map.of());
    TestClock.get().advance(Duration.ofHours(1));
    Sla.done(ticket.toString(), "wait", Map.of("for", "CUSTOMER", "reason", "the door code"));
    Sla.done(
        ticket.toString(),
        "promises",
        Map.of(
            "what",
            "a new filter",
            "due",
            TestClock.get().instant().plus(Duration.ofHours(5)).toString()));
    assertShownAsStored(ticket);
    TestClock.get().advance(Duration.ofHours(7));
    Sla.awaitTold(
        sweep,
        ticket.toString(),
        "breached ACKNOWLEDGE",
        "breached PROMISE",
        "breached NEXT_FEEDBACK");
    assertShownAsStored(ticket);
    assertThat(stored(ticket)).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void aTicketThatIsNotThere_hasNone() {
    assertThat(clocksShown.of(List.of(UUID.randomUUID()))).isEmpty();
    assertThat(clocksShown.of(List.of())).isEmpty();
  }
}
