package io.heard.tickets.duty;

import io.heard.kit.ledger.Origins;
import io.heard.kit.ledger.Redaction;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.kit.time.Rounds;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.ticket.Debts;
import io.heard.tickets.ticket.Ticket;
import io.heard.tickets.ticket.TicketDesk;
import io.heard.tickets.ticket.TicketErased;
import io.heard.tickets.ticket.TicketPart;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Transfers of the feedback duty: offered by whoever has it, and moved only when the other accepts.
 * Every step is a transaction under the lock of the ticket.
 */
@ApplicationScoped
public class DutyDesk implements TicketPart {

  private static final int BATCH = 100;

  @Inject TicketDesk desk;
  @Inject Directory directory;
  @Inject Absences absences;
  @Inject StandIns standIns;
  @Inject Debts debts;
  @Inject EntityManager entities;
  @Inject Callers callers;
  @Inject Origins origins;
  @Inject Clock clock;

  @ConfigProperty(name = "heard.duty.offer-expires")
  Duration offerExpires;

  /** A transfer and the version of its ticket. */
  record Answer(DutyApi.Transfer transfer, int version) {}

  Answer offer(String reference, String ifMatch, DutyApi.NewTransfer offer) {
    Caller caller = callers.current();
    return decide(
        reference,
        ifMatch,
        (duty, now) -> {
          requireMayOffer(duty, caller);
          Instant expiresAt =
              offer.expiresAt() == null ? now.plus(offerExpires) : offer.expiresAt();
          if (!expiresAt.isAfter(now)) {
            throw Problem.invalid(
                new FieldError("/expiresAt", "not-in-future", "must be in the future"));
          }
          requirePossible(duty, offer.to(), now);
          DutyTransfer transfer =
              new DutyTransfer(
                  Uuid7.at(now), duty.of(), duty.receiver(), offer, caller.name(), now, expiresAt);
          entities.persist(transfer);
          Map<String, Object> data = duty.data(transfer);
          data.put("reason", transfer.reason());
          duty.ticket().enter("duty-offered", now, data, now);
          directory.named(null, offer.to());
          return transfer;
        });
  }

  private static void requireMayOffer(Duty duty, Caller caller) {
    if (!caller.has(Roles.LEAD) && !duty.receiver().equals(caller.name())) {
      throw new Problem(
          403,
          "not-yours",
          "Forbidden",
          "The feedback is owed by " + duty.receiver() + "; only they or a lead can offer it.");
    }
  }

  private void requirePossible(Duty duty, String to, Instant now) {
    if (to.equals(duty.receiver())) {
      throw Problem.conflict("already-theirs", to + " owes the feedback already.");
    }
    if (absences.isAbsent(to, now)) {
      throw Problem.conflict("absent", to + " is absent and could not answer the customer.");
    }
    offered(duty.of())
        .ifPresent(
            open -> {
              throw Problem.conflict(
                      "transfer-open", "It is offered to " + open.to() + " already; withdraw that.")
                  .with("transfer", open.view());
            });
  }

  Answer accept(String reference, UUID id, String ifMatch, DutyApi.Word word) {
    String by = callers.current().name();
    return decide(
        reference,
        ifMatch,
        (duty, now) -> {
          DutyTransfer transfer = get(duty.of(), id);
          transfer.accept(by, word.note(), now);
          duty.handTo(by, transfer, now);
          standIns.forget(duty.of());
          return transfer;
        });
  }

  Answer refuse(String reference, UUID id, String ifMatch, DutyApi.Refusal refusal) {
    String by = callers.current().name();
    return decide(
        reference,
        ifMatch,
        (duty, now) -> {
          DutyTransfer transfer = get(duty.of(), id);
          transfer.refuse(by, refusal.reason(), now);
          return ended(duty, transfer, now);
        });
  }

  Answer withdraw(String reference, UUID id, String ifMatch, DutyApi.Word word) {
    Caller caller = callers.current();
    return decide(
        reference,
        ifMatch,
        (duty, now) -> {
          DutyTransfer transfer = get(duty.of(), id);
          if (!caller.name().equals(transfer.offeredBy())) {
            requireMayOffer(duty, caller);
          }
          transfer.withdraw(caller.name(), word.note(), now);
          return ended(duty, transfer, now);
        });
  }

  List<DutyApi.Transfer> list(String reference) {
    return entities
        .createQuery(
            "from DutyTransfer t where t.ticketId = :ticket order by t.offeredAt, t.id",
            DutyTransfer.class)
        .setParameter("ticket", desk.show(reference).id())
        .getResultStream()
        .map(DutyTransfer::view)
        .toList();
  }

  /** What waits for this person's answer, what expires first coming first; at most 200. */
  List<DutyApi.Transfer> offeredTo(String person) {
    return entities
        .createQuery(
            "from DutyTransfer t where t.to = :person and t.state = OFFERED order by t.expiresAt, t.id",
            DutyTransfer.class)
        .setParameter("person", person)
        .setMaxResults(2 * BATCH)
        .getResultStream()
        .map(DutyTransfer::view)
        .toList();
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.duty.every") Duration every) {
    rounds.every(every, "duty-offers", this::expire);
  }

  /** Lets offers that nobody has answered lapse. Replicas may find the same: the lock decides. */
  void expire() {
    List<DutyTransfer> due =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    entities
                        .createQuery(
                            "from DutyTransfer t where t.state = OFFERED and t.expiresAt < :now order by t.expiresAt",
                            DutyTransfer.class)
                        .setParameter("now", clock.instant())
                        .setMaxResults(BATCH)
                        .getResultList());
    for (DutyTransfer found : due) {
      QuarkusTransaction.requiringNew().call(() -> expire(found.view()));
    }
  }

  private boolean expire(DutyApi.Transfer found) {
    UUID home = debts.home(found.ticketId());
    return desk.decideWithin(
        home,
        origins.system("duty"),
        (ticket, now) -> {
          DutyTransfer transfer = get(found.ticketId(), found.id());
          if (!transfer.expire(now)) {
            return false;
          }
          ended(new Duty(ticket, found.ticketId()), transfer, now);
          return true;
        });
  }

  /** An offer does not go with a ticket into another one: that has a first receiver of its own. */
  @Override
  public void carry(Ticket merged, Ticket survivor, Instant now) {
    offered(merged.id())
        .ifPresent(
            transfer -> {
              transfer.withdraw("system:duty", "merged into " + survivor.number(), now);
              ended(new Duty(merged, merged.id()), transfer, now);
            });
  }

  private static DutyTransfer ended(Duty duty, DutyTransfer transfer, Instant now) {
    Map<String, Object> data = duty.data(transfer);
    data.put("outcome", transfer.state());
    data.put("reason", transfer.remark());
    duty.ticket().enter("duty-offer-ended", now, data, now);
    return transfer;
  }

  private Optional<DutyTransfer> offered(UUID ticket) {
    return entities
        .createQuery(
            "from DutyTransfer t where t.ticketId = :ticket and t.state = OFFERED",
            DutyTransfer.class)
        .setParameter("ticket", ticket)
        .getResultStream()
        .findFirst();
  }

  /** Read after the ticket is locked: what was read before may be old. */
  private DutyTransfer get(UUID ticket, UUID id) {
    return entities
        .createQuery(
            "from DutyTransfer t where t.id = :id and t.ticketId = :ticket", DutyTransfer.class)
        .setParameter("id", id)
        .setParameter("ticket", ticket)
        .getResultStream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound("Transfer " + id));
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    entities
        .createQuery(
            "update DutyTransfer set reason = :gone, remark = null where ticketId = :ticket")
        .setParameter("gone", Redaction.ERASED)
        .setParameter("ticket", erased.ticketId())
        .executeUpdate();
  }

  /** The duty of a merged ticket is where that lives on; so is the version. */
  private Answer decide(
      String reference, String ifMatch, BiFunction<Duty, Instant, DutyTransfer> decision) {
    UUID of = debts.ticket(reference);
    return desk.decide(
        debts.home(of).toString(),
        ifMatch,
        (ticket, now) -> {
          DutyTransfer transfer = decision.apply(new Duty(ticket, of), now);
          return () -> new Answer(transfer.view(), ticket.version());
        });
  }
}
