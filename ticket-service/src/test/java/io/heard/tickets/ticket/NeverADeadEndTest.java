package io.heard.tickets.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.ledger.Origin;
import io.heard.kit.problem.Problem;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.tickets.clock.ClockState;
import io.heard.tickets.clock.TicketClock;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.ticket.TicketApi.Channel;
import io.heard.tickets.ticket.TicketApi.ClosedBecause;
import io.heard.tickets.ticket.TicketApi.Owner;
import io.heard.tickets.ticket.TicketApi.WaitFor;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P3: whatever is done to a demand in whatever order, somebody owes something by some time. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class NeverADeadEndTest {

  private static final int TICKETS = 4;
  private static final int COMMANDS = 30;

  @Inject Tickets tickets;
  @Inject SlaPolicies policies;
  @Inject Sweep sweep;
  @Inject Ledger ledger;

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20, 300})
  void afterAnyCommands(long seed) {
    Random random = new Random(seed);
    TestClock.get().freeze(Instant.now());
    for (int i = 0; i < TICKETS; i++) {
      UUID id = UUID.fromString(Api.logged());
      Set<String> done = new HashSet<>();
      for (int j = 0; j < COMMANDS; j++) {
        TestClock.get().advance(Duration.ofSeconds(random.nextInt(6 * 3600)));
        if (random.nextInt(4) == 0) {
          sweep.round();
        }
        done.add(oneCommand(id, random));
        QuarkusTransaction.requiringNew().run(() -> assertNoDeadEnd(id, seed));
      }
      assertThat(done).as("commands that were legal").hasSizeGreaterThan(4);
      assertLedger(id, seed);
    }
  }

  /**
   * A random command in a transaction of its own; an illegal one is refused and changes nothing.
   */
  private String oneCommand(UUID id, Random random) {
    int which = random.nextInt(14);
    String other = which == 13 ? Api.logged() : null;
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                Ticket ticket = tickets.lock(id);
                if (other == null) {
                  command(ticket, which, random);
                } else {
                  absorb(ticket, UUID.fromString(other));
                }
                tickets.save(ticket, new Origin("random", null, null));
              });
      return "command " + which;
    } catch (Problem illegal) {
      assertThat(illegal.status()).isIn(400, 409);
      return "refused";
    }
  }

  /** Somebody else's demand goes on in this one. */
  private void absorb(Ticket ticket, UUID otherId) {
    Instant now = TestClock.get().instant();
    Ticket other = tickets.lock(otherId);
    other.requireMergeable(ticket);
    ticket.absorb(other, now);
    other.mergeInto(ticket, "the same", now);
    tickets.save(other, new Origin("random", null, null));
  }

  private void command(Ticket ticket, int which, Random random) {
    Instant now = TestClock.get().instant();
    Instant soon = now.plusSeconds(1 + random.nextInt(100_000));
    Instant before = now.minusSeconds(random.nextInt(20_000));
    Instant at = before.isBefore(ticket.loggedAt) ? now : before;
    var terms = policies.match(ticket.facts());
    switch (which) {
      case 0 -> ticket.acknowledge("mei", null, now);
      case 1 -> ticket.start(null, now);
      case 2 ->
          ticket.waitFor(
              random.nextBoolean() ? WaitFor.CUSTOMER : WaitFor.OTHERS,
              random.nextBoolean() ? soon : null,
              null,
              now,
              terms);
      case 3 -> ticket.resume(null, now);
      case 4 ->
          ticket.resolve(
              "done",
              random.nextBoolean() ? null : new TicketApi.Feedback(null, "told", null, null),
              now,
              terms);
      case 5 -> ticket.decline("no", null, now);
      case 6 -> ticket.reopen("not done", now, terms);
      case 7 -> {
        if (random.nextBoolean()) {
          ticket.tried(Channel.PHONE, null, null, now, terms);
        } else {
          var said = new TicketApi.Confirmation(random.nextBoolean(), null, 4, 6);
          ticket.confirm(said, "CUSTOMER", now, terms);
        }
      }
      case 8 -> ticket.close(ClosedBecause.NO_ANSWER, null, List.of(at), now);
      case 9 ->
          ticket.handOff(
              new Owner(random.nextBoolean() ? "team" + random.nextInt(3) : null, "zhang"),
              "x",
              now,
              policies::match);
      case 10 ->
          ticket.feedBack(
              Channel.PHONE, "told", at, random.nextBoolean() ? null : List.of("ALL"), now, terms);
      case 11 -> ticket.contacted(Channel.PHONE, "asked", at, now, policies::match, 3);
      default -> {
        String level = List.of("LOW", "MEDIUM", "HIGH").get(random.nextInt(3));
        var node = com.fasterxml.jackson.databind.node.TextNode.valueOf(level);
        ticket.change(new TicketPatch(null, node, node, null, null, null), now, policies::match);
      }
    }
  }

  private void assertNoDeadEnd(UUID id, long seed) {
    Ticket ticket = tickets.get(id);
    String where = "seed " + seed + ", " + ticket.state + " at version " + ticket.version();
    assertThat(ticket.owner().team() != null || ticket.owner().person() != null).isTrue();
    assertThat(ticket.receiver).isNotBlank();
    List<TicketClock> owed = ticket.clocks().all().stream().filter(TicketClock::live).toList();
    boolean working = ticket.state.open() || ticket.state == TicketState.RESOLVED;
    if (working) {
      assertThat(owed).as(where).anyMatch(clock -> clock.state() != ClockState.PAUSED);
      assertThat(ticket.dueAt).as(where).isNotNull();
    }
    if (!ticket.merged().owed().isEmpty()) {
      assertThat(working).as(where).isTrue();
      assertThat(owed)
          .as(where)
          .filteredOn(
              clock ->
                  clock.kind() == ClockKind.FIRST_FEEDBACK
                      || clock.kind() == ClockKind.NEXT_FEEDBACK)
          .anyMatch(
              clock ->
                  clock.state() == ClockState.BREACHED
                      || !clock.dueAt().isAfter(ticket.merged().earliestDue()));
    }
    if (ticket.state.open()) {
      assertThat(owed).as(where).anyMatch(clock -> clock.kind() == ClockKind.RESOLUTION);
    } else {
      assertThat(owed).as(where).noneMatch(clock -> clock.kind() == ClockKind.RESOLUTION);
    }
    if (owed.stream().anyMatch(clock -> clock.state() == ClockState.PAUSED)) {
      assertThat(owed).as(where).anyMatch(clock -> clock.kind() == ClockKind.CUSTOMER_WAIT);
    }
    if (ticket.state == TicketState.CLOSED || ticket.state == TicketState.DECLINED) {
      assertThat(owed).as(where).allMatch(clock -> clock.kind() == ClockKind.NEXT_FEEDBACK);
    }
    for (TicketClock clock : owed) {
      if (clock.state() == ClockState.RUNNING) {
        assertThat(clock.nextAt()).as(where).isNotNull();
        assertThat(clock.dueAt()).as(where).isNotNull();
      }
    }
  }

  private void assertLedger(UUID id, long seed) {
    List<LedgerEntry> entries = ledger.read(id, 0, 1_000);
    Ticket ticket = tickets.get(id);
    assertThat(entries).hasSize(ticket.version());
    assertThat(ledger.verify(id, ticket.headHash()).findings()).as("seed " + seed).isEmpty();
    Set<String> announced = new HashSet<>();
    for (LedgerEntry entry : entries) {
      if (entry.type().contains("clock-warned") || entry.type().contains("clock-breached")) {
        var clock = io.restassured.path.json.JsonPath.from(entry.data()).getMap("clock");
        assertThat(announced.add(entry.type() + clock.get("kind") + clock.get("round")))
            .as("announced once: " + entry.type() + clock)
            .isTrue();
      }
    }
  }
}
