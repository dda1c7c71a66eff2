package io.heard.tickets.ticket;

import io.heard.kit.ledger.Aggregate;
import io.heard.kit.ledger.Redaction;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.clock.ClockChange;
import io.heard.tickets.clock.ClockEvent;
import io.heard.tickets.clock.Clocks;
import io.heard.tickets.customer.CustomerCopy;
import io.heard.tickets.customer.CustomerLink;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.Facts;
import io.heard.tickets.policy.SlaTerms;
import io.heard.tickets.ticket.TicketApi.Channel;
import io.heard.tickets.ticket.TicketApi.ClosedBecause;
import io.heard.tickets.ticket.TicketApi.Kind;
import io.heard.tickets.ticket.TicketApi.Owner;
import io.heard.tickets.ticket.TicketApi.Stage;
import io.heard.tickets.ticket.TicketApi.WaitFor;
import io.heard.tickets.ticket.TicketState.Transition;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * A demand: what a customer asked for, who answers for it and where it stands. It alone decides
 * what may happen to it; every method notes what happened, first the deed and then what it meant
 * for the clocks, for the ledger to write down.
 */
@Entity
@Table(name = "ticket")
public class Ticket extends Aggregate {

  @Column(name = "receipt_hash", updatable = false)
  String receiptHash;

  @Column(updatable = false)
  String number;

  @Enumerated(EnumType.STRING)
  TicketState state;

  @Enumerated(EnumType.STRING)
  Channel channel;

  @Enumerated(EnumType.STRING)
  Kind kind;

  @Enumerated(EnumType.STRING)
  Stage stage;

  String subject;

  @Column(name = "stated_request")
  String statedRequest;

  @Enumerated(EnumType.STRING)
  Priority.Level impact;

  @Enumerated(EnumType.STRING)
  Priority.Level urgency;

  @Enumerated(EnumType.STRING)
  Priority priority;

  String product;

  @JdbcTypeCode(SqlTypes.ARRAY)
  List<String> tags;

  @Column(name = "custom_fields")
  @Convert(converter = CustomFieldsColumn.class)
  @ColumnTransformer(write = "?::jsonb")
  Map<String, Object> customFields;

  @Column(name = "external_ref")
  String externalRef;

  @Column(name = "customer_id")
  UUID customerId;

  boolean erased;

  @Column(name = "came_under")
  UUID cameUnder;

  @Column(name = "customer_name")
  String customerName;

  @Column(name = "customer_phone")
  String customerPhone;

  @Column(name = "customer_email")
  String customerEmail;

  @Column(name = "customer_tier")
  String customerTier;

  @Enumerated(EnumType.STRING)
  @Column(name = "customer_link")
  CustomerLink customerLink;

  String receiver;

  @Column(name = "owner_team")
  String ownerTeam;

  @Column(name = "owner_person")
  String ownerPerson;

  @Column(updatable = false)
  String client;

  @Column(name = "logged_at", updatable = false)
  Instant loggedAt;

  @Column(name = "updated_at")
  Instant updatedAt;

  @Column(name = "feedback_count")
  int feedbackCount;

  @Column(name = "last_feedback_at")
  Instant lastFeedbackAt;

  @Column(name = "last_contact_at")
  Instant lastContactAt;

  @Column(name = "contact_count")
  int contactCount;

  boolean chased;

  @Column(name = "answered_in_cycle")
  boolean answeredInCycle;

  boolean confirmed;

  int cycle = 1;

  @Column(name = "waiting_until")
  Instant waitingUntil;

  @Column(name = "merged_into")
  UUID mergedInto;

  @Column(name = "merged_tickets")
  @Convert(converter = MergedTicketsColumn.class)
  private List<MergedTicket> mergedTickets = List.of();

  @Column(name = "due_at")
  Instant dueAt;

  boolean breached;

  @Transient private Clocks clocks;

  protected Ticket() {}

  /**
   * What is known when a demand is logged; every absent value has its default already, except those
   * that may stay absent.
   */
  record Intake(
      UUID id,
      String number,
      Instant at,
      Channel channel,
      Kind kind,
      Stage stage,
      String subject,
      String statedRequest,
      Priority.Level impact,
      Priority.Level urgency,
      String product,
      List<String> tags,
      Map<String, Object> customFields,
      String externalRef,
      CustomerCopy.Match customer,
      String receiver,
      String team,
      String client) {}

  /** Takes a demand in: from here on it has an owner, a receiver and running clocks. */
  static Ticket log(Intake intake, Clocks clocks, Function<Facts, SlaTerms> policies) {
    Ticket ticket = new Ticket();
    ticket.id = intake.id();
    ticket.number = intake.number();
    ticket.state = TicketState.LOGGED;
    ticket.channel = intake.channel();
    ticket.kind = intake.kind();
    ticket.stage = intake.stage();
    ticket.subject = intake.subject();
    ticket.statedRequest = intake.statedRequest();
    ticket.impact = intake.impact();
    ticket.urgency = intake.urgency();
    ticket.priority = Priority.of(intake.impact(), intake.urgency());
    ticket.product = intake.product();
    ticket.tags = intake.tags();
    ticket.customFields = intake.customFields();
    ticket.externalRef = intake.externalRef();
    ticket.customerId = intake.customer().id();
    ticket.cameUnder = intake.customer().under();
    ticket.customerName = intake.customer().name();
    ticket.customerPhone = intake.customer().phone();
    ticket.customerEmail = intake.customer().email();
    ticket.customerTier = intake.customer().tier();
    ticket.customerLink = intake.customer().link();
    ticket.receiver = intake.receiver();
    ticket.ownerTeam = intake.team();
    ticket.ownerPerson = intake.team() == null ? intake.receiver() : null;
    ticket.client = intake.client();
    ticket.loggedAt = intake.at();
    ticket.updatedAt = intake.at();
    ticket.clocks = clocks;
    List<ClockEvent.Snapshot> begun = clocks.begin(intake.at(), policies.apply(ticket.facts()));
    ticket.dueAt = clocks.earliestDue();
    Map<String, Object> contact = new LinkedHashMap<>();
    contact.put("phone", ticket.customerPhone);
    contact.put("email", ticket.customerEmail);
    ticket.note(
        "logged",
        intake.at(),
        "statedRequest",
        ticket.statedRequest,
        "impact",
        ticket.impact,
        "urgency",
        ticket.urgency,
        "contact",
        contact,
        "customFields",
        ticket.customFields,
        "externalRef",
        ticket.externalRef,
        "client",
        ticket.client,
        "clocks",
        begun);
    return ticket;
  }

  void attach(Clocks ownClocks) {
    clocks = ownClocks;
  }

  Clocks clocks() {
    return clocks;
  }

  /** The tickets that live on in this one. */
  MergedTickets merged() {
    return new MergedTickets(id, mergedTickets);
  }

  /** What the SLA policies look at. */
  Facts facts() {
    return new Facts(
        customerTier,
        kind.name(),
        channel.name(),
        priority.name(),
        product,
        ownerTeam,
        Set.copyOf(tags));
  }

  void acknowledge(String by, String remark, Instant now) {
    move(Transition.ACKNOWLEDGE, TicketState.ACKNOWLEDGED);
    if (ownerPerson == null) {
      ownerPerson = by;
    }
    note("acknowledged", now, "note", remark);
    clocks.acknowledged(now);
    settle(now);
  }

  void start(String remark, Instant now) {
    move(Transition.START, TicketState.IN_PROGRESS);
    note("started", now, "note", remark);
    settle(now);
  }

  void waitFor(WaitFor whom, Instant until, String reason, Instant now, SlaTerms terms) {
    if (until != null && !until.isAfter(now)) {
      throw Problem.invalid(new FieldError("/until", "not-in-future", "must be in the future"));
    }
    boolean customer = whom == WaitFor.CUSTOMER;
    move(
        Transition.WAIT,
        customer ? TicketState.WAITING_FOR_CUSTOMER : TicketState.WAITING_FOR_OTHERS);
    waitingUntil = until;
    note("waiting", now, "for", whom, "until", until, "reason", reason);
    if (customer) {
      clocks.waitingForCustomer(now, until, terms);
    } else {
      clocks.waitingForOthers(now, until, terms);
    }
    settle(now);
  }

  void resume(String remark, Instant now) {
    move(Transition.RESUME, TicketState.IN_PROGRESS);
    goOn(remark, now);
    settle(now);
  }

  private void goOn(String remark, Instant now) {
    waitingUntil = null;
    note("resumed", now, "note", remark);
    clocks.resumed(now);
  }

  void resolve(String outcome, Instant now, SlaTerms terms) {
    move(Transition.RESOLVE, TicketState.RESOLVED);
    waitingUntil = null;
    note("resolved", now, "outcome", outcome);
    clocks.resolved(now, terms);
    settle(now);
  }

  /** Ends it without doing it. What the customer was told is the feedback they were owed. */
  void decline(String reason, Channel told, Instant now) {
    requireLegal(Transition.DECLINE);
    requireOthersTold();
    move(Transition.DECLINE, TicketState.DECLINED);
    waitingUntil = null;
    Channel by = told == null ? channel : told;
    note("declined", now, "reason", reason, "channel", by);
    note("fed-back", now, "channel", by, "text", reason);
    takeFeedback(now, now, null);
    clocks.declined(now);
    settle(now);
  }

  void reopen(String reason, Instant now, SlaTerms terms) {
    move(Transition.REOPEN, TicketState.IN_PROGRESS);
    cycle++;
    answeredInCycle = false;
    contactCount = 0;
    chased = false;
    confirmed = false;
    note("reopened", now, "reason", reason, "cycle", cycle);
    clocks.reopened(now, terms);
    settle(now);
  }

  /** The customer has said whether it is done: yes closes it, no brings it back. */
  void confirm(boolean satisfied, String comment, String by, Instant now, SlaTerms terms) {
    if (state != TicketState.RESOLVED) {
      throw illegal("A demand can be confirmed when it is resolved; this one is " + state + ".");
    }
    note("confirmed", now, "satisfied", satisfied, "comment", comment, "by", by);
    if (satisfied && !merged().owed().isEmpty()) {
      confirmed = true;
      answeredInCycle = true;
      settle(now);
    } else if (satisfied) {
      confirmed = true;
      answeredInCycle = true;
      end(ClosedBecause.CONFIRMED, comment, List.of(), now);
      settle(now);
    } else {
      reopen(comment == null ? "The customer says it is not done" : comment, now, terms);
    }
  }

  /**
   * Closing needs a feedback given before, and the customer's word or a dated lack of it: nothing
   * ends in silence.
   */
  void close(ClosedBecause because, String remark, List<Instant> attempts, Instant now) {
    requireLegal(Transition.CLOSE);
    List<FieldError> errors = new ArrayList<>();
    ClosedBecause reason = because == null && confirmed ? ClosedBecause.CONFIRMED : because;
    if (reason == null) {
      errors.add(
          new FieldError(
              "/because",
              "required",
              "is required: CONFIRMED (the customer said it is done) or NO_ANSWER (with attempts)"));
    }
    if (reason == ClosedBecause.NO_ANSWER && attempts.isEmpty()) {
      errors.add(
          new FieldError(
              "/attempts", "required", "must say when the customer was asked, at least once"));
    }
    for (int i = 0; i < attempts.size(); i++) {
      if (attempts.get(i).isAfter(now)) {
        errors.add(new FieldError("/attempts/" + i, "in-future", "must not be in the future"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    boolean unheard = reason == ClosedBecause.NO_ANSWER && answerOwed();
    if (!answeredInCycle || unheard) {
      throw Problem.conflict(
              "feedback-owed",
              "The customer "
                  + (unheard ? "came back and has not been answered" : "has not been told anything")
                  + " yet. Record what they were told (POST …/feedbacks), then close.")
          .with("state", state)
          .with("legal", legalNames());
    }
    requireOthersTold();
    if (reason == ClosedBecause.CONFIRMED && !confirmed) {
      confirmed = true;
      note("confirmed", now, "satisfied", true, "comment", remark, "by", "STAFF");
    }
    end(reason, remark, attempts, now);
    settle(now);
  }

  /** The customers of tickets merged into this one are owed an answer as well. */
  private void requireOthersTold() {
    List<String> owed = merged().owed();
    if (!owed.isEmpty()) {
      throw Problem.conflict(
              "feedback-owed",
              "The customers of merged tickets have not been told anything yet: "
                  + String.join(", ", owed)
                  + ". Record what they were told (POST …/feedbacks with told), then end it.")
          .with("state", state)
          .with("legal", legalNames())
          .with("owed", owed);
    }
  }

  /** Whether the customer has come back since they were last told something. */
  private boolean answerOwed() {
    return lastContactAt != null
        && (lastFeedbackAt == null || lastContactAt.isAfter(lastFeedbackAt));
  }

  private void end(ClosedBecause because, String remark, List<Instant> attempts, Instant now) {
    state = TicketState.CLOSED;
    note("closed", now, "because", because, "note", remark, "attempts", attempts);
    clocks.closed(now);
  }

  void handOff(Owner to, String reason, Instant now, Function<Facts, SlaTerms> policies) {
    if (!state.open() && state != TicketState.RESOLVED) {
      throw illegal("A demand that is " + state + " has nobody to be handed to.");
    }
    Owner from = owner();
    if (from.equals(to)) {
      throw Problem.conflict("already-theirs", "It is owned by exactly those already.");
    }
    boolean otherTeam = !Objects.equals(ownerTeam, to.team());
    ownerTeam = to.team();
    ownerPerson = to.person();
    note("handed-off", now, "from", from, "to", to, "reason", reason);
    if (otherTeam) {
      takeTerms(policies, now);
    }
    settle(now);
  }

  /** What the customer was told. */
  void feedBack(
      Channel by, String text, Instant at, List<String> told, Instant now, SlaTerms terms) {
    Instant said = within(at, now);
    if (state == TicketState.MERGED) {
      throw illegal("It lives on in ticket " + mergedInto + "; answer there.");
    }
    Set<UUID> whose = merged().whose(told, number);
    boolean othersWait = !merged().owed().isEmpty();
    Channel through = by == null ? channel : by;
    if (told == null) {
      note("fed-back", said, "channel", through, "text", text);
    } else {
      note("fed-back", said, "channel", through, "text", text, "told", numbers(whose));
    }
    if (whose.contains(id)) {
      takeFeedback(said, now, terms);
    }
    if (othersWait) {
      tellOthers(whose, said, now);
    }
    settle(now);
  }

  /** Who was told is owed nothing; the feedback clock goes by those who were not. */
  private void tellOthers(Set<UUID> whose, Instant at, Instant now) {
    MergedTickets left = merged().withDue(whose, null);
    if (whose.contains(id)) {
      Instant ownNext = clocks.feedbackDue();
      mergedTickets = left.withDue(Set.of(id), ownNext).all();
      Instant due = left.earliestDue();
      if (due != null) {
        clocks.oweFeedback(at, due, now);
      }
    } else {
      mergedTickets = left.all();
      clocks.othersTold(at, left.earliestDue(), now);
    }
  }

  private List<String> numbers(Set<UUID> whose) {
    List<String> numbers = new ArrayList<>();
    if (whose.contains(id)) {
      numbers.add(number);
    }
    merged().others().stream()
        .filter(one -> whose.contains(one.id()))
        .forEach(one -> numbers.add(one.number()));
    return numbers;
  }

  /** 409 when it cannot go on in that one. */
  void requireMergeable(Ticket survivor) {
    requireLegal(Transition.MERGE);
    if (!survivor.state.open()) {
      throw Problem.conflict(
              "illegal-merge",
              "Ticket "
                  + survivor.number
                  + " is "
                  + survivor.state
                  + "; a demand can only go on in an open one.")
          .with("into", Map.of("id", survivor.id, "state", survivor.state))
          .with("mergedInto", survivor.mergedInto);
    }
  }

  /** It lives on in another ticket, which has taken over what was owed. */
  void mergeInto(Ticket survivor, String reason, Instant now) {
    move(Transition.MERGE, TicketState.MERGED);
    mergedInto = survivor.id;
    waitingUntil = null;
    Map<String, Object> into = new LinkedHashMap<>();
    into.put("id", survivor.id);
    into.put("number", survivor.number);
    note("merged", now, "into", into, "reason", reason);
    clocks.merged(now);
    settle(now);
  }

  /**
   * Takes over what another ticket owes: the earliest deadline of each kind, and an answer to every
   * customer, also to those behind tickets that were merged into that one before.
   */
  void absorb(Ticket other, Instant now) {
    boolean same = isOfSameCustomer(other);
    MergedTickets before = merged();
    Optional<MergedTicket> otherOwn = other.merged().own();
    Instant theirs =
        otherOwn.isPresent() ? otherOwn.get().feedbackDue() : other.clocks.feedbackDue();
    MergedTickets after =
        before.with(
            new MergedTicket(
                other.id,
                other.number,
                other.customerId,
                other.customerName,
                other.receiver,
                same ? null : theirs));
    for (MergedTicket one : other.merged().others()) {
      after = after.with(one);
    }
    if (before.owed().isEmpty() && !after.owed().isEmpty()) {
      after =
          after.with(
              new MergedTicket(
                  id, number, customerId, customerName, receiver, clocks.feedbackDue()));
    }
    if (same) {
      answeredInCycle &= other.answeredInCycle;
      lastContactAt = later(lastContactAt, other.lastContactAt);
      if (after.own().isPresent()) {
        after = after.withDue(Set.of(id), earlier(after.own().get().feedbackDue(), theirs));
      }
    }
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("merged", new TicketPatch.Change(before.numbers(), after.numbers()));
    mergedTickets = after.all();
    note("changed", now, "changes", changes);
    clocks.absorb(other.clocks, now);
    settle(now);
  }

  private boolean isOfSameCustomer(Ticket other) {
    return (customerId != null && customerId.equals(other.customerId))
        || (customerPhone != null && customerPhone.equals(other.customerPhone))
        || (customerEmail != null && customerEmail.equals(other.customerEmail));
  }

  private static Instant later(Instant one, Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private void takeFeedback(Instant at, Instant now, SlaTerms terms) {
    feedbackCount++;
    answeredInCycle = true;
    if (lastFeedbackAt == null || at.isAfter(lastFeedbackAt)) {
      lastFeedbackAt = at;
    }
    clocks.fedBack(at, state.open(), terms, now);
  }

  /**
   * The customer came back on it. Who waited for the customer need wait no longer; whoever has to
   * come back too often has waited too long, and the demand gets more urgent.
   *
   * @param chasingFrom the contact from which a customer counts as chasing, logging being the first
   */
  void contacted(
      Channel by,
      String text,
      Instant at,
      Instant now,
      Function<Facts, SlaTerms> policies,
      int chasingFrom) {
    Instant came = within(at, now);
    if (state == TicketState.MERGED) {
      throw illegal("It lives on in ticket " + mergedInto + "; note it there.");
    }
    if (lastContactAt == null || came.isAfter(lastContactAt)) {
      lastContactAt = came;
    }
    if (state != TicketState.WAITING_FOR_CUSTOMER) {
      contactCount++;
    }
    boolean ended = state == TicketState.CLOSED || state == TicketState.DECLINED;
    boolean chasing =
        !ended && state != TicketState.WAITING_FOR_CUSTOMER && contactCount + 1 >= chasingFrom;
    note(
        "contacted",
        came,
        "channel",
        by == null ? channel : by,
        "text",
        text,
        "contacts",
        contactCount + 1,
        "chasing",
        chasing);
    SlaTerms terms = policies.apply(facts());
    clocks.contacted(came, lastFeedbackAt, terms, now);
    if (!merged().owed().isEmpty() && merged().own().get().feedbackDue() == null) {
      Instant due = terms.of(ClockKind.NEXT_FEEDBACK).dueAt(came, List.of()).orElseThrow();
      mergedTickets = merged().withDue(Set.of(id), due).all();
      clocks.oweFeedback(came, due, now);
    }
    if (chasing && !chased) {
      chased = true;
      moreUrgent(now, policies);
    }
    if (state == TicketState.WAITING_FOR_CUSTOMER && !came.isBefore(clocks.waitingSince())) {
      state = TicketState.IN_PROGRESS;
      goOn("The customer came back", now);
    }
    settle(now);
  }

  private void moreUrgent(Instant now, Function<Facts, SlaTerms> policies) {
    if (urgency == Priority.Level.HIGH) {
      return;
    }
    Priority.Level before = urgency;
    urgency = Priority.Level.values()[urgency.ordinal() + 1];
    priority = Priority.of(impact, urgency);
    note("changed", now, "changes", Map.of("urgency", new TicketPatch.Change(before, urgency)));
    clocks.termsChanged(policies.apply(facts()), now);
  }

  void addNote(String text, Instant now) {
    note("noted", now, "text", text);
    settle(now);
  }

  /** A file was added to it. */
  void attached(TicketDesk.AttachedFile file, Instant now) {
    note("attached", now, "attachment", file);
    settle(now);
  }

  /** A change of what was heard; the clocks follow when it changes what the policies look at. */
  void change(TicketPatch patch, Instant now, Function<Facts, SlaTerms> policies) {
    Facts before = facts();
    Map<String, Object> changes = patch.applyTo(this);
    if (changes.isEmpty()) {
      return;
    }
    priority = Priority.of(impact, urgency);
    note("changed", now, "changes", changes);
    if (!facts().equals(before)) {
      takeTerms(policies, now);
    }
    settle(now);
  }

  /** The customer behind it is known now, or is known under another id. */
  void link(CustomerCopy customer, Instant now, Function<Facts, SlaTerms> policies) {
    boolean sameTier = Objects.equals(customerTier, customer.tier());
    if (customerLink == CustomerLink.LINKED && customer.id().equals(customerId) && sameTier) {
      return;
    }
    if (cameUnder == null && customerId != null) {
      cameUnder = customerId;
    }
    customerId = customer.id();
    customerTier = customer.tier();
    customerLink = CustomerLink.LINKED;
    if (customerName == null) {
      customerName = customer.name();
    }
    note("customer-linked", now);
    if (!sameTier) {
      takeTerms(policies, now);
    }
    settle(now);
  }

  /** Forgets who asked and in which words; what became of it stays. */
  void erase(Instant now) {
    subject = Redaction.ERASED;
    statedRequest = null;
    customerName = null;
    customerPhone = null;
    customerEmail = null;
    customFields = Map.of();
    externalRef = null;
    mergedTickets = mergedTickets.stream().map(MergedTicket::withoutName).toList();
    erased = true;
    note("erased", now);
    settle(now);
  }

  boolean isErased() {
    return erased;
  }

  private void takeTerms(Function<Facts, SlaTerms> policies, Instant now) {
    clocks.termsChanged(policies.apply(facts()), now);
    keepDebts(now);
  }

  /** What is owed to the customers of merged tickets does not wait longer for other terms. */
  private void keepDebts(Instant now) {
    if (!merged().owed().isEmpty()) {
      clocks.oweFeedback(now, merged().earliestDue(), now);
    }
  }

  /** Clocks take over the present version of a policy, on request only. */
  List<ClockChange> reapply(UUID policy, Instant now, Function<Facts, SlaTerms> policies) {
    List<ClockChange> changes = clocks.reapply(policy, policies.apply(facts()), now);
    if (!changes.isEmpty()) {
      keepDebts(now);
      settle(now);
    }
    return changes;
  }

  /** Announces the clocks that have come up. */
  void sweep(Instant now) {
    clocks.sweep(now);
    settle(now);
  }

  Owner owner() {
    return new Owner(ownerTeam, ownerPerson);
  }

  private void settle(Instant now) {
    for (ClockEvent event : clocks.takeEvents()) {
      if (event.late() == null) {
        note(event.what(), event.at(), "clock", event.clock());
      } else {
        note(event.what(), event.at(), "clock", event.clock(), "late", event.late());
      }
    }
    dueAt = clocks.earliestDue();
    breached = clocks.breached();
    updatedAt = now;
  }

  private Instant within(Instant at, Instant now) {
    if (at == null) {
      return now;
    }
    if (at.isAfter(now)) {
      throw Problem.invalid(new FieldError("/at", "in-future", "must not be in the future"));
    }
    if (at.isBefore(loggedAt)) {
      throw Problem.invalid(
          new FieldError(
              "/at",
              "before-logging",
              "must not be before the demand was logged (" + loggedAt + ")"));
    }
    return at;
  }

  private void move(Transition transition, TicketState next) {
    requireLegal(transition);
    state = next;
  }

  private void requireLegal(Transition transition) {
    if (!state.legal().contains(transition)) {
      throw illegal("A demand that is " + state + " cannot be " + past(transition) + ".");
    }
  }

  private Problem illegal(String detail) {
    return Problem.conflict("illegal-transition", detail)
        .with("state", state)
        .with("legal", legalNames());
  }

  private List<String> legalNames() {
    return state.legal().stream()
        .map(transition -> transition.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String past(Transition transition) {
    return switch (transition) {
      case ACKNOWLEDGE -> "acknowledged";
      case START -> "started";
      case WAIT -> "put on hold";
      case RESUME -> "resumed";
      case RESOLVE -> "resolved";
      case DECLINE -> "declined";
      case CLOSE -> "closed";
      case REOPEN -> "reopened";
      case MERGE -> "merged";
    };
  }

  private void note(String what, Instant at, Object... namesAndValues) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("ticket", summary());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      data.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    record("heard.ticket." + what + ".v1", at, data);
  }

  private TicketSummary summary() {
    return new TicketSummary(
        id,
        number,
        version() + 1,
        state,
        kind,
        channel,
        stage,
        subject,
        priority,
        product,
        tags,
        owner(),
        receiver,
        new TicketSummary.Customer(customerId, customerName, customerTier, customerLink),
        loggedAt);
  }
}
