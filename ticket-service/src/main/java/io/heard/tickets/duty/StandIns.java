package io.heard.tickets.duty;

import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.Passing;
import io.heard.kit.time.Rounds;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.ticket.Debts;
import io.heard.tickets.ticket.Ticket;
import io.heard.tickets.ticket.TicketDesk;
import io.heard.tickets.ticket.TicketState;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * While somebody is away their lead owes the customers the answers, and when they are back they do
 * again (docs/adr/0052). Looked at every second by every replica: each ticket is a transaction of
 * its own under its lock, and whoever comes second finds it done.
 */
@ApplicationScoped
class StandIns {

  private static final Logger LOG = Logger.getLogger(StandIns.class);
  private static final int BATCH = 100;
  private static final Instant FIRST = Instant.EPOCH;
  private static final UUID NOBODY = new UUID(0, 0);

  @Inject EntityManager entities;
  @Inject Absences absences;
  @Inject TicketDesk desk;
  @Inject Debts debts;
  @Inject Directory directory;
  @Inject Origins origins;
  @Inject Clock clock;

  /** A ticket on which somebody who is away owes an answer. */
  private record Owed(UUID ticket, Instant due) {}

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.duty.every") Duration every) {
    rounds.every(every, "stand-ins", this::work);
  }

  void work() {
    Instant now = clock.instant();
    for (String absent : QuarkusTransaction.requiringNew().call(() -> absences.absentNow(now))) {
      leave(absent);
    }
    giveBack(now);
    QuarkusTransaction.requiringNew().run(() -> absences.clear(now));
  }

  /** Everything this person owes goes to whoever leads them. */
  private void leave(String absent) {
    Owed last = new Owed(NOBODY, FIRST);
    while (last != null) {
      Owed from = last;
      List<Owed> page = QuarkusTransaction.requiringNew().call(() -> owed(absent, from));
      page.forEach(one -> quietly(one.ticket(), () -> move(one.ticket(), absent)));
      last = page.size() == BATCH ? page.get(page.size() - 1) : null;
    }
    QuarkusTransaction.requiringNew()
        .call(() -> debts.ofMerged(absent))
        .forEach(debt -> quietly(debt.survivor(), () -> move(debt, absent)));
  }

  private List<Owed> owed(String receiver, Owed after) {
    List<?> rows =
        entities
            .createNativeQuery(
                "SELECT id, feedback_due_at FROM ticket WHERE receiver = ?1 AND feedback_due_at IS NOT NULL"
                    + " AND (feedback_due_at, id) > (?2, ?3) ORDER BY feedback_due_at, id LIMIT ?4")
            .setParameter(1, receiver)
            .setParameter(2, after.due())
            .setParameter(3, after.ticket())
            .setParameter(4, BATCH)
            .getResultList();
    return rows.stream()
        .map(row -> new Owed((UUID) ((Object[]) row)[0], (Instant) ((Object[]) row)[1]))
        .toList();
  }

  private boolean move(UUID id, String absent) {
    return desk.decideWithin(
        id,
        origins.system("absence"),
        (ticket, now) -> {
          boolean still =
              ticket.receiver().equals(absent)
                  && ticket.owesAnswer()
                  && absences.isAbsent(absent, now);
          Optional<String> standIn = still ? standIn(absent, ticket, now) : Optional.empty();
          standIn.ifPresent(
              who -> {
                ticket.handDutyTo(who, "ABSENCE", Map.of(), now);
                remember(id, absent, who, now);
              });
          return standIn.isPresent();
        });
  }

  /** The same for an answer to the customer of a merged ticket. */
  private boolean move(Debts.OfMerged debt, String absent) {
    return desk.decideWithin(
        debt.survivor(),
        origins.system("absence"),
        (ticket, now) -> {
          boolean still =
              ticket.debtor(debt.merged()).filter(absent::equals).isPresent()
                  && absences.isAbsent(absent, now);
          Optional<String> standIn = still ? standIn(absent, ticket, now) : Optional.empty();
          standIn.ifPresent(
              who -> {
                ticket.handDebtTo(debt.merged(), who, "ABSENCE", Map.of(), now);
                remember(debt.merged(), absent, who, now);
              });
          return standIn.isPresent();
        });
  }

  /** Whoever leads the person, then whoever leads the team that does the work. */
  private Optional<String> standIn(String absent, Ticket ticket, Instant now) {
    return Stream.concat(
            directory.leadsOf(absent).stream(), directory.leadOf(ticket.owner().team()).stream())
        .filter(lead -> !lead.equals(absent) && !absences.isAbsent(lead, now))
        .findFirst();
  }

  /** A stand-in who goes away as well is followed by another; it goes back to the first. */
  private void remember(UUID ticket, String absent, String standIn, Instant now) {
    entities
        .createNativeQuery(
            "INSERT INTO duty_stand_in (ticket_id, absent, stand_in, since) VALUES (?1, ?2, ?3, ?4)"
                + " ON CONFLICT (ticket_id) DO UPDATE SET stand_in = excluded.stand_in")
        .setParameter(1, ticket)
        .setParameter(2, absent)
        .setParameter(3, standIn)
        .setParameter(4, now)
        .executeUpdate();
  }

  /** The duty was given away for good. */
  void forget(UUID ticket) {
    entities
        .createNativeQuery("DELETE FROM duty_stand_in WHERE ticket_id = ?1")
        .setParameter(1, ticket)
        .executeUpdate();
  }

  private void giveBack(Instant now) {
    for (UUID ticket : QuarkusTransaction.requiringNew().call(() -> toGiveBack(now))) {
      quietly(ticket, () -> giveBack(ticket));
    }
  }

  @SuppressWarnings("unchecked") // one column of that type
  private List<UUID> toGiveBack(Instant now) {
    return entities
        .createNativeQuery(
            "SELECT s.ticket_id FROM duty_stand_in s WHERE NOT EXISTS (SELECT 1 FROM staff_absence a WHERE a.username = s.absent"
                + " AND a.from_at <= ?1 AND a.until_at > ?1) ORDER BY s.ticket_id LIMIT ?2")
        .setParameter(1, now)
        .setParameter(2, BATCH)
        .getResultList();
  }

  private boolean giveBack(UUID id) {
    UUID home = debts.home(id);
    return desk.decideWithin(
        home,
        origins.system("absence"),
        (ticket, now) -> {
          List<?> rows =
              entities
                  .createNativeQuery(
                      "SELECT absent, stand_in FROM duty_stand_in WHERE ticket_id = ?1")
                  .setParameter(1, id)
                  .getResultList();
          if (rows.isEmpty()) {
            return false;
          }
          Object[] row = (Object[]) rows.get(0);
          String absent = (String) row[0];
          if (absences.isAbsent(absent, now)) {
            return false;
          }
          if (ticket.state() == TicketState.MERGED) {
            return false; // merged just now: next time it is looked for where it lives on
          }
          forget(id);
          if (!home.equals(id)) {
            boolean owed = ticket.debtor(id).filter(row[1]::equals).isPresent();
            if (owed) {
              ticket.handDebtTo(id, absent, "RETURN", Map.of(), now);
            }
            return owed;
          }
          boolean theirs = ticket.receiver().equals(row[1]);
          if (theirs) {
            ticket.handDutyTo(absent, "RETURN", Map.of(), now);
          }
          return theirs;
        });
  }

  /** A ticket that cannot be moved holds up no other; it is tried again in the next round. */
  private static void quietly(UUID ticket, Callable<Boolean> step) {
    try {
      QuarkusTransaction.requiringNew().call(step);
    } catch (RuntimeException e) {
      if (Passing.isOutage(e) || Passing.isContention(e)) {
        throw e;
      }
      LOG.errorf(e, "The feedback duty of ticket %s cannot be moved; it is tried again", ticket);
    }
  }
}
