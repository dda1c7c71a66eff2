package io.heard.tickets.ticket;

import io.heard.kit.ledger.Aggregate;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.customer.CustomerLink;
import io.heard.tickets.policy.Facts;
import io.heard.tickets.ticket.TicketApi.Channel;
import io.heard.tickets.ticket.TicketApi.Kind;
import io.heard.tickets.ticket.TicketApi.Owner;
import io.heard.tickets.ticket.TicketApi.Stage;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * What is on record of a demand, and how it is told to others: the row, the facts the policies look
 * at, the summary every event carries. Decides nothing; {@link Ticket} does.
 */
@MappedSuperclass
abstract class TicketRecord extends Aggregate {

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
  List<MergedTicket> mergedTickets = List.of();

  @Column(name = "news_owed_since")
  Instant newsOwedSince;

  @Column(name = "due_at")
  Instant dueAt;

  boolean breached;

  /** What the customer said last: CSAT, 1 to 5. */
  Integer satisfaction;

  /** What the customer said last: CES 2.0, 1 to 7. */
  Integer effort;

  /** When the customer was asked since it was resolved. */
  @Convert(converter = InstantsColumn.class)
  List<Instant> attempts = List.of();

  @Column(name = "feedback_due_at")
  Instant feedbackDueAt;

  /** Writes down what was heard. */
  void fill(Ticket.Intake intake) {
    id = intake.id();
    number = intake.number();
    state = TicketState.LOGGED;
    channel = intake.channel();
    kind = intake.kind();
    stage = intake.stage();
    subject = intake.subject();
    statedRequest = intake.statedRequest();
    impact = intake.impact();
    urgency = intake.urgency();
    priority = Priority.of(intake.impact(), intake.urgency());
    product = intake.product();
    tags = intake.tags();
    customFields = intake.customFields();
    externalRef = intake.externalRef();
    customerId = intake.customer().id();
    cameUnder = intake.customer().under();
    customerName = intake.customer().name();
    customerPhone = intake.customer().phone();
    customerEmail = intake.customer().email();
    customerTier = intake.customer().tier();
    customerLink = intake.customer().link();
    receiver = intake.receiver();
    ownerTeam = intake.team();
    ownerPerson = intake.team() == null ? intake.receiver() : null;
    client = intake.client();
    loggedAt = intake.at();
    updatedAt = intake.at();
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

  /** Who answers for the work. */
  public Owner owner() {
    return new Owner(ownerTeam, ownerPerson);
  }

  /** Who heard it first and owes the customer the feedback. */
  public String receiver() {
    return receiver;
  }

  /** For people: {@code D-<year>-<number>}. */
  public String number() {
    return number;
  }

  public TicketState state() {
    return state;
  }

  public Instant loggedAt() {
    return loggedAt;
  }

  boolean isErased() {
    return erased;
  }

  /** The tickets that live on in this one. */
  MergedTickets merged() {
    return new MergedTickets(id, mergedTickets);
  }

  boolean isOfSameCustomer(TicketRecord other) {
    return (customerId != null && customerId.equals(other.customerId))
        || (customerPhone != null && customerPhone.equals(other.customerPhone))
        || (customerEmail != null && customerEmail.equals(other.customerEmail));
  }

  /** Whether the customer has come back since they were last told something. */
  boolean answerOwed() {
    return lastContactAt != null
        && (lastFeedbackAt == null || lastContactAt.isAfter(lastFeedbackAt));
  }

  /** When something was said: now unless told otherwise, never before logging or in the future. */
  Instant within(Instant at, Instant now) {
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

  /** Notes what happened, with the summary as it is after it. */
  void note(String what, Instant at, Object... namesAndValues) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      data.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    note(what, at, data);
  }

  void note(String what, Instant at, Map<String, Object> specific) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("ticket", summary());
    data.putAll(specific);
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
