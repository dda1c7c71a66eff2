package io.heard.tickets.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.idempotency.Idempotency;
import io.heard.kit.idempotency.IdempotencyKey;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Origins;
import io.heard.kit.outbox.Outbox;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Roles;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.access.AccessApi;
import io.heard.tickets.access.AccessLog;
import io.heard.tickets.access.CallerRights;
import io.heard.tickets.clock.Clocks;
import io.heard.tickets.customer.CustomerCopies;
import io.heard.tickets.customer.CustomerCopy;
import io.heard.tickets.customer.CustomerLink;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.ticket.TicketApi.Channel;
import io.heard.tickets.ticket.TicketApi.CustomerRef;
import io.heard.tickets.ticket.TicketApi.Kind;
import io.heard.tickets.ticket.TicketApi.NewTicket;
import io.heard.tickets.ticket.TicketApi.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes demands in: the one path that has to be fast, and that works while every other part of
 * Heard is down. The answer leaves after everything (ticket, clocks, ledger entry with its way out,
 * idempotency key with this answer) is committed as one statement.
 */
@ApplicationScoped
public class Intake {

  private static final int SUBJECT_FROM_REQUEST = 120;
  private static final Duration CUSTOMER_MAY_BE_ON_ITS_WAY = Duration.ofMillis(1_000);

  @Inject CustomerCopies customers;
  @Inject Directory directory;
  @Inject SlaPolicies policies;
  @Inject TicketNumbers numbers;
  @Inject TicketViews views;
  @Inject IntakeStatement statement;
  @Inject Idempotency idempotency;
  @Inject Duplicates duplicates;
  @Inject NewTicketCheck check;
  @Inject AccessLog accessLog;
  @Inject Ledger ledger;
  @Inject Outbox outbox;
  @Inject Origins origins;
  @Inject ObjectMapper json;
  @Inject Clock clock;

  /**
   * Logs one demand for whoever is calling; a repeat under the same key gets the first answer. Must
   * not be called within a transaction.
   */
  public Response log(NewTicket demand, Caller caller, Optional<IdempotencyKey> key) {
    Origin origin = origins.caller();
    Ticket ticket = take(demand, caller, origin);
    LedgerEntry entry = seal(ticket, origin);
    TicketApi.View view = views.of(ticket, ticket.loggedAt);
    List<TicketApi.PossibleDuplicate> offered = duplicates.of(ticket, caller);
    noteWhatIsTold(demand, view, offered, caller);
    String body = text(new TicketApi.Logged(view, offered));
    Response answer = TicketResource.created(view, body);
    boolean first = statement.commit(new IntakeStatement.Rows(ticket, entry, key, answer));
    if (!first) {
      return idempotency.replay(key.orElseThrow());
    }
    outbox.wake();
    return answer;
  }

  /** An integration may be told more than it has said: whose phone it is, what else they asked. */
  private void noteWhatIsTold(
      NewTicket demand,
      TicketApi.View view,
      List<TicketApi.PossibleDuplicate> offered,
      Caller caller) {
    if (!CallerRights.isOnlyIntegration(caller)) {
      return;
    }
    List<AccessLog.Given> told = new ArrayList<>();
    UUID customer = view.customer().id();
    if (customer != null && blankToNull(demand.customer().name()) == null) {
      told.add(new AccessLog.Given(view.id(), customer));
    }
    offered.forEach(one -> told.add(new AccessLog.Given(one.id(), customer)));
    accessLog.read(AccessApi.Action.FOUND, told);
  }

  /**
   * Logs one demand within the transaction of somebody who keeps a mark of their own in it against
   * doing it twice.
   *
   * @param caller who receives it and under whose client it is filed
   * @param origin who caused it, for the ledger
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public TicketApi.View logWithin(NewTicket demand, Caller caller, Origin origin) {
    Ticket ticket = take(demand, caller, origin);
    LedgerEntry entry = seal(ticket, origin);
    statement.execute(ticket, entry);
    outbox.wakeAfterCommit();
    return views.of(ticket, ticket.loggedAt);
  }

  private Ticket take(NewTicket demand, Caller caller, Origin origin) {
    List<FieldError> mistakes = new ArrayList<>();
    NewTicketCheck.Reach reach = check.reach(demand, mistakes);
    if (!mistakes.isEmpty()) {
      throw Problem.invalid(mistakes);
    }
    CustomerCopy.Match customer = match(demand.customer(), reach);
    directory.seen(caller, () -> origin);
    directory.named(demand.team(), null, () -> origin);
    return draft(demand, caller, customer, clock.instant());
  }

  private LedgerEntry seal(Ticket ticket, Origin origin) {
    LedgerEntry entry = ledger.seal(ticket, origin).get(0);
    ticket.receiptHash = entry.hash();
    return entry;
  }

  /** Written once, for the caller and for whoever asks again with the same key. */
  private String text(TicketApi.Logged logged) {
    try {
      return json.writeValueAsString(logged);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Ticket draft(NewTicket demand, Caller caller, CustomerCopy.Match customer, Instant now) {
    UUID id = Uuid7.at(now);
    boolean integration = caller.has(Roles.INTEGRATION);
    Channel channel =
        demand.channel() != null ? demand.channel() : integration ? Channel.API : Channel.COUNTER;
    Ticket.Intake intake =
        new Ticket.Intake(
            id,
            numbers.next(now),
            now,
            channel,
            demand.kind() == null ? Kind.REQUEST : demand.kind(),
            demand.stage() == null ? Stage.AFTER_SALE : demand.stage(),
            subject(demand),
            blankToNull(demand.statedRequest()),
            demand.impact() == null ? Priority.Level.MEDIUM : demand.impact(),
            demand.urgency() == null ? Priority.Level.MEDIUM : demand.urgency(),
            demand.product(),
            demand.tags() == null ? List.of() : List.copyOf(new LinkedHashSet<>(demand.tags())),
            demand.customFields() == null ? Map.of() : new LinkedHashMap<>(demand.customFields()),
            demand.externalRef(),
            customer,
            caller.name(),
            demand.team(),
            caller.client());
    return Ticket.log(intake, new Clocks(id, new ArrayList<>(), policies), policies::match);
  }

  private static String subject(NewTicket demand) {
    String subject = blankToNull(demand.subject());
    if (subject != null) {
      return subject.strip();
    }
    String request = demand.statedRequest().strip().replaceAll("\\s+", " ");
    int length = request.codePointCount(0, request.length());
    return length <= SUBJECT_FROM_REQUEST
        ? request
        : request.substring(0, request.offsetByCodePoints(0, SUBJECT_FROM_REQUEST - 1)) + "…";
  }

  private static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /** Whom the demand is filed under. */
  private CustomerCopy.Match match(CustomerRef given, NewTicketCheck.Reach reach) {
    if (given == null) {
      return CustomerCopy.Match.nobody(null);
    }
    if (given.id() != null) {
      CustomerCopy known = awaitCustomer(given.id());
      UUID under = known.id().equals(given.id()) ? null : given.id();
      return new CustomerCopy.Match(
          known.id(), under, known.name(), null, null, known.tier(), CustomerLink.LINKED);
    }
    String name = blankToNull(given.name());
    String phone = reach.phone();
    String email = reach.email();
    if (phone == null && email == null) {
      return CustomerCopy.Match.nobody(name);
    }
    return customers
        .byContact(phone, email)
        .map(
            known ->
                new CustomerCopy.Match(
                    known.id(),
                    null,
                    name == null ? known.name() : name,
                    phone,
                    email,
                    known.tier(),
                    CustomerLink.LINKED))
        .orElseGet(
            () ->
                new CustomerCopy.Match(null, null, name, phone, email, null, CustomerLink.PENDING));
  }

  /**
   * A customer registered a moment ago may still be on the way to the local copy: look a few times
   * before saying no.
   */
  private CustomerCopy awaitCustomer(UUID id) {
    long deadline = System.nanoTime() + CUSTOMER_MAY_BE_ON_ITS_WAY.toNanos();
    while (true) {
      Optional<CustomerCopy> known = customers.byId(id);
      if (known.isPresent()) {
        return known.get();
      }
      if (System.nanoTime() > deadline) {
        throw Problem.invalid(
            new FieldError(
                "/customer/id",
                "unknown-customer",
                "is not known here; give name and phone or email instead, and the customer will be linked"));
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
