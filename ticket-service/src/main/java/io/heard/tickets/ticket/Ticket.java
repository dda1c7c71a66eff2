package io.heard.tickets.ticket;

import io.heard.kit.ledger.Redaction;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.clock.ClockChange;
import io.heard.tickets.clock.ClockEvent;
import io.heard.tickets.clock.Clocks;
import io.heard.tickets.clock.TicketClock;
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
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A demand: what a customer asked for, who answers for it and where it stands. It alone decides
 * what may happen to it; every method notes what happened, first the deed and then what it meant
 * for the clocks, for the ledger to write down.
 *
 * <p>What is on record is in {@link TicketRecord}, what is said to and by customers in {@link
 * Conversation}, what has to be there before the end in {@link Closing}, what a survivor takes over
 * in {@link Absorbing}. Other features keep their own tables by ticket id, and write here by {@link
 * #enter}.
 */
@Entity
@Table(name = "ticket")
public class Ticket extends TicketRecord {

  @Transient private Clocks clocks;
  @Transient private final List<ClockEvent.Snapshot> ranOut = new ArrayList<>();
  @Transient private boolean ended;
  @Transient private boolean byItself;

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
    ticket.fill(intake);
    ticket.clocks = clocks;
    List<ClockEvent.Snapshot> begun = clocks.begin(intake.at(), policies.apply(ticket.facts()));
    ticket.dueAt = clocks.earliestDue();
    ticket.feedbackDueAt = clocks.feedbackDue();
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

  /**
   * The work is done.
   *
   * @param told what the customer was told of it; null when they have been told something before
   */
  void resolve(String outcome, TicketApi.Feedback told, Instant now, SlaTerms terms) {
    state.require(Transition.RESOLVE);
    if (told == null) {
      Closing.requireTold(this);
    }
    move(Transition.RESOLVE, TicketState.RESOLVED);
    waitingUntil = null;
    attempts = List.of();
    note("resolved", now, "outcome", outcome);
    clocks.resolved(now, terms);
    settle(now);
    if (told != null) {
      feedBack(told.channel(), told.text(), told.at(), told.told(), now, terms);
      Closing.requireTold(this);
    }
  }

  /** The customer was tried to be reached for an answer. */
  void tried(Channel by, String remark, Instant at, Instant now, SlaTerms terms) {
    Instant asked = within(at, now);
    if (state != TicketState.RESOLVED && state != TicketState.WAITING_FOR_CUSTOMER) {
      throw state.illegal("Nothing is asked of the customer of a demand that is " + state + ".");
    }
    note("attempted", asked, "channel", by == null ? channel : by, "note", remark);
    if (state == TicketState.RESOLVED && !asked.isBefore(clocks.waitingSince())) {
      attempts = Stream.concat(attempts.stream(), Stream.of(asked)).distinct().sorted().toList();
      clocks.askedAgain(terms, now);
    }
    settle(now);
  }

  /** Ends it without doing it. What the customer was told is the feedback they were owed. */
  void decline(String reason, Channel told, Instant now) {
    state.require(Transition.DECLINE);
    Closing.requireOthersTold(this);
    move(Transition.DECLINE, TicketState.DECLINED);
    waitingUntil = null;
    Channel by = told == null ? channel : told;
    note("declined", now, "reason", reason, "channel", by);
    note("fed-back", now, "channel", by, "text", reason);
    new Conversation(this).take(now, now, null);
    clocks.declined(now);
    ended = true;
    settle(now);
  }

  void reopen(String reason, Instant now, SlaTerms terms) {
    move(Transition.REOPEN, TicketState.IN_PROGRESS);
    cycle++;
    answeredInCycle = false;
    contactCount = 0;
    chased = false;
    confirmed = false;
    attempts = List.of();
    note("reopened", now, "reason", reason, "cycle", cycle);
    clocks.reopened(now, terms);
    settle(now);
  }

  /** The customer has said whether it is done: yes closes it, no brings it back. */
  void confirm(TicketApi.Confirmation said, String by, Instant now, SlaTerms terms) {
    Closing.requireAwaited(this, by);
    satisfaction = said.satisfaction();
    effort = said.effort();
    noteConfirmed(said.satisfied(), said.comment(), by, now);
    if (!said.satisfied()) {
      String why = said.comment();
      reopen(why == null || why.isBlank() ? "The customer says it is not done" : why, now, terms);
      return;
    }
    confirmed = true;
    answeredInCycle = true;
    if (state == TicketState.RESOLVED && Closing.everybodyTold(this)) {
      end(ClosedBecause.CONFIRMED, said.comment(), List.of(), now);
    } else {
      clocks.answered(now);
    }
    settle(now);
  }

  private void noteConfirmed(boolean satisfied, String comment, String by, Instant now) {
    note(
        "confirmed",
        now,
        "satisfied",
        satisfied,
        "comment",
        comment,
        "by",
        by,
        "satisfaction",
        satisfaction,
        "effort",
        effort);
  }

  /** Ends it, if {@link Closing} has nothing against it. */
  void close(ClosedBecause because, String remark, List<Instant> named, Instant now) {
    state.require(Transition.CLOSE);
    ClosedBecause reason = Closing.reason(this, because, named, now);
    if (reason == ClosedBecause.CONFIRMED && !confirmed) {
      confirmed = true;
      satisfaction = null;
      effort = null;
      noteConfirmed(true, remark, "STAFF", now);
    }
    List<Instant> asked =
        Stream.concat(attempts.stream(), named.stream()).distinct().sorted().toList();
    end(reason, remark, reason == ClosedBecause.NO_ANSWER ? asked : named, now);
    settle(now);
  }

  /** They were asked, had the policy's time to answer, and did not. */
  private void closeForSilence(Instant now) {
    clocks.waitedLongEnough();
    end(
        ClosedBecause.NO_ANSWER,
        "The customer was asked and did not answer in time",
        attempts,
        now);
  }

  private void end(ClosedBecause because, String remark, List<Instant> asked, Instant now) {
    state = TicketState.CLOSED;
    note("closed", now, "because", because, "note", remark, "attempts", asked);
    clocks.closed(now);
    ended = true;
  }

  void handOff(Owner to, String reason, Instant now, Function<Facts, SlaTerms> policies) {
    if (!state.open() && state != TicketState.RESOLVED) {
      throw state.illegal("A demand that is " + state + " has nobody to be handed to.");
    }
    if (owner().equals(to)) {
      throw Problem.conflict("already-theirs", "It is owned by exactly those already.");
    }
    moveTo(to, "handed-off", reason, now, policies);
  }

  private void moveTo(
      Owner to, String how, String reason, Instant now, Function<Facts, SlaTerms> policies) {
    Owner from = owner();
    boolean otherTeam = !Objects.equals(ownerTeam, to.team());
    ownerTeam = to.team();
    ownerPerson = to.person();
    note(how, now, "from", from, "to", to, "reason", reason);
    if (otherTeam) {
      takeTerms(policies, now);
    }
    settle(now);
  }

  /** The receiving side takes it: whoever does so owns it, and has accepted it. */
  public void acceptHandoff(Owner from, String by, String remark, Instant now) {
    ownerPerson = by;
    note("handoff-accepted", now, "from", from, "to", owner(), "note", remark);
    if (state == TicketState.LOGGED) {
      acknowledge(by, remark, now);
    }
    settle(now);
  }

  /** The receiving side does not take it: it is back with whoever handed it off. */
  public void bounceTo(
      Owner sender, String reason, Instant now, Function<Facts, SlaTerms> policies) {
    moveTo(sender, "handoff-bounced", reason, now, policies);
  }

  /**
   * Somebody else owes the customer the feedback from now on.
   *
   * @param because why, for those who read it
   * @param more what else the event carries
   */
  public void handDutyTo(String person, String because, Map<String, Object> more, Instant now) {
    if (state == TicketState.MERGED) {
      throw state.illegal("It lives on in ticket " + mergedInto + "; the duty is there.");
    }
    String before = receiver;
    receiver = person;
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("from", before);
    data.put("to", person);
    data.put("because", because);
    data.putAll(more);
    note("duty-handed-over", now, data);
    settle(now);
  }

  /** Who owes the customer of a ticket that lives on in this one an answer; empty when nobody. */
  public Optional<String> debtor(UUID merged) {
    return merged().owing(merged).map(MergedTicket::receiver);
  }

  /** Somebody else owes the customer of a ticket that lives on in this one the answer. */
  public void handDebtTo(
      UUID merged, String person, String because, Map<String, Object> more, Instant now) {
    MergedTicket debt = merged().owing(merged).orElseThrow();
    mergedTickets = merged().withReceiver(merged, person).all();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("from", debt.receiver());
    data.put("to", person);
    data.put("because", because);
    data.put("merged", merged(merged));
    data.putAll(more);
    note("duty-handed-over", now, data);
    settle(now);
  }

  /** As events name a ticket that lives on in this one. */
  public Map<String, Object> merged(UUID merged) {
    return merged().others().stream()
        .filter(one -> one.id().equals(merged))
        .findFirst()
        .map(one -> Map.<String, Object>of("id", one.id(), "number", one.number()))
        .orElseThrow();
  }

  /** Whether a customer is owed an answer by its first receiver. */
  public boolean owesAnswer() {
    return feedbackDueAt != null;
  }

  /** What the customer was told. */
  void feedBack(
      Channel by, String text, Instant at, List<String> told, Instant now, SlaTerms terms) {
    Instant said = within(at, now);
    if (state == TicketState.MERGED) {
      throw state.illegal("It lives on in ticket " + mergedInto + "; answer there.");
    }
    new Conversation(this).told(by, text, said, told, now, terms);
    if (Closing.lastWordSaid(this)) {
      byItself = true;
      end(
          ClosedBecause.CONFIRMED,
          "The customer has said that it is done, and everybody has been told",
          List.of(),
          now);
    }
    settle(now);
  }

  /**
   * The customer came back on it. Who waited for the customer need wait no longer.
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
      throw state.illegal("It lives on in ticket " + mergedInto + "; note it there.");
    }
    new Conversation(this).heard(by, text, came, now, policies, chasingFrom);
    if (state == TicketState.WAITING_FOR_CUSTOMER && !came.isBefore(clocks.waitingSince())) {
      state = TicketState.IN_PROGRESS;
      goOn("The customer came back", now);
    }
    settle(now);
  }

  /** 409 when it cannot go on in that one. */
  void requireMergeable(Ticket survivor) {
    state.require(Transition.MERGE);
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

  /** Takes over what another ticket owes: answers, and the earliest deadline of each kind. */
  void absorb(Ticket other, Instant now) {
    Absorbing absorbing = new Absorbing(this, other);
    MergedTickets before = merged();
    MergedTickets after = absorbing.merged();
    absorbing.takeConversation();
    mergedTickets = after.all();
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("merged", new TicketPatch.Change(before.numbers(), after.numbers()));
    note("changed", now, "changes", changes);
    clocks.absorb(other.clocks, now);
    settle(now);
  }

  /** Its id, and those of the tickets that live on in it. */
  public List<UUID> family() {
    return Stream.concat(Stream.of(id), merged().others().stream().map(MergedTicket::id)).toList();
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

  /**
   * Writes down what another feature has decided about it, and what that means for its clocks. The
   * caller holds the ticket's lock ({@link TicketDesk#decide}) and keeps its own rows in the same
   * transaction.
   *
   * @param what last part of the event type, {@code heard.ticket.<what>.v1}
   * @param at when it happened
   * @param data what the event carries beside the summary of the ticket
   * @param forClocks what it means for the clocks
   */
  public void enter(
      String what, Instant at, Map<String, Object> data, Consumer<Clocks> forClocks, Instant now) {
    note(what, at, data);
    forClocks.accept(clocks);
    settle(now);
  }

  /**
   * What somebody asked for has come true, and they are owed word of it, whatever became of the
   * ticket since: it stays in its state, and does not close before they were told.
   *
   * @param asked the ticket they asked by: this one, or one that was merged into it
   */
  void oweNews(UUID asked, String what, Map<String, Object> data, SlaTerms terms, Instant now) {
    note(what, now, data);
    new Conversation(this).oweNews(asked, terms, now);
    settle(now);
  }

  /** Like the other, for what means nothing for its clocks. */
  public void enter(String what, Instant at, Map<String, Object> data, Instant now) {
    enter(what, at, data, unchanged -> {}, now);
  }

  /** A round that no PROMISE or ACTION clock of it has, nor one that was ever stored. */
  public int freeRound(ClockKind kind, int unstored) {
    return Math.max(unstored, clocks.current(kind).map(TicketClock::round).orElse(0) + 1);
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
    mergedTickets = merged().withoutNameOf(id).all();
    erased = true;
    note("erased", now);
    settle(now);
  }

  /** Nobody else remembers any more how to reach the customer; false when it says so itself. */
  boolean keepContact(String phone, String email, Instant now) {
    if (customerPhone != null || customerEmail != null) {
      return false;
    }
    customerPhone = phone;
    customerEmail = email;
    Map<String, String> contact = new LinkedHashMap<>();
    contact.put("phone", phone);
    contact.put("email", email);
    note("changed", now, "changes", Map.of("contact", new TicketPatch.Change(null, contact)));
    settle(now);
    return true;
  }

  /**
   * A ticket that lives on in this one was erased; false when this one knew nothing personal of it.
   *
   * @param forgotten its promises and actions, whose words go
   */
  boolean forgetMerged(UUID merged, Set<UUID> forgotten, Instant now) {
    MergedTickets left = merged().withoutNameOf(merged);
    if (left.all().equals(mergedTickets) && forgotten.isEmpty()) {
      return false;
    }
    mergedTickets = left.all();
    Object numbers = left.numbers();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("changes", Map.of("merged", new TicketPatch.Change(numbers, numbers)));
    if (!forgotten.isEmpty()) {
      data.put("forgotten", forgotten.stream().sorted().toList());
    }
    note("changed", now, data);
    settle(now);
    return true;
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
    judgeBy(now);
    if (state == TicketState.RESOLVED && clocks.waitedOut(now) && Closing.maySilently(this)) {
      closeForSilence(now);
    }
    clocks.sweep(now);
    settle(now);
  }

  /** Promises and actions that have run out since this was asked last. */
  List<ClockEvent.Snapshot> takeRanOut() {
    List<ClockEvent.Snapshot> taken = List.copyOf(ranOut);
    ranOut.clear();
    return taken;
  }

  /** Whether it was closed by what was said before, not by whoever gives the command. */
  boolean closedByItself() {
    return byItself;
  }

  /** Whether it has come to its end since this was asked last. */
  boolean takeEnded() {
    boolean taken = ended;
    ended = false;
    return taken;
  }

  private void settle(Instant now) {
    for (ClockEvent event : clocks.takeEvents()) {
      if (event.ranOutOfDate()) {
        ranOut.add(event.clock());
      }
      if (event.late() == null) {
        note(event.what(), event.at(), "clock", event.clock());
      } else {
        note(event.what(), event.at(), "clock", event.clock(), "late", event.late());
      }
    }
    dueAt = clocks.earliestDue();
    feedbackDueAt = clocks.feedbackDue();
    breached = clocks.breached();
    updatedAt = now;
  }

  private void move(Transition transition, TicketState next) {
    state.require(transition);
    state = next;
  }
}
