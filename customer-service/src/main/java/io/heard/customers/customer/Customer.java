package io.heard.customers.customer;

import io.heard.customers.contact.Contact;
import io.heard.kit.ledger.Aggregate;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * Somebody who may demand something of us, whether they ever bought anything or not. Which contacts
 * it may call its own is decided by {@link io.heard.customers.contact.Contacts}; everything else is
 * decided here.
 */
@Entity
@Table(name = "customer")
public class Customer extends Aggregate {

  @Enumerated(EnumType.STRING)
  private Kind kind;

  private String name;

  @Column(name = "search_name")
  private String searchName;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> phones;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> emails;

  @Enumerated(EnumType.STRING)
  private Scope scope;

  @Column(name = "value_kinds")
  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> values;

  @Enumerated(EnumType.STRING)
  private Engagement engagement;

  private String tier;
  private String language;

  @Column(name = "time_zone")
  private String timeZone;

  @Column(name = "account_owner")
  private String accountOwner;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<UUID> organisations;

  @Column(name = "organisation_roles")
  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> organisationRoles;

  @Column(updatable = false)
  private String client;

  @Column(name = "merged_into")
  private UUID mergedInto;

  private boolean erased;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  /** For Hibernate. */
  protected Customer() {}

  /**
   * A new customer.
   *
   * @param details normalised and complete
   * @param ticketId the demand that made us know them, null when somebody entered them
   * @param client the integration through whose client they came, null when through people
   */
  static Customer register(
      UUID id, CustomerApi.Details details, UUID ticketId, String client, Instant now) {
    Customer customer = new Customer();
    customer.id = id;
    customer.client = client;
    customer.createdAt = now;
    customer.write(details);
    customer.note(CustomerEvents.REGISTERED, null, ticketId, now);
    return customer;
  }

  /** Takes over what differs; nothing is recorded when nothing does. */
  void change(CustomerApi.Details to, Instant now) {
    Map<String, CustomerEvents.Change> changes = differences(details(), to);
    if (!changes.isEmpty()) {
      write(to);
      note(CustomerEvents.CHANGED, changes, null, now);
    }
  }

  /** A demand named this customer: who logged it waits to hear. */
  void match(UUID ticketId, Instant now) {
    note(CustomerEvents.MATCHED, null, ticketId, now);
  }

  /**
   * Turns out to be somebody else, who has its contacts from now on.
   *
   * @param reason why the two are one, as somebody said
   */
  public void becomePartOf(UUID survivor, String reason, Instant now) {
    Map<String, CustomerEvents.Change> changes = new LinkedHashMap<>();
    compare(changes, "mergedInto", null, survivor);
    compare(changes, "phones", phones, List.of());
    compare(changes, "emails", emails, List.of());
    mergedInto = survivor;
    phones = List.of();
    emails = List.of();
    noteMerger(CustomerEvents.MERGED, changes, new CustomerEvents.Merger(survivor, reason), now);
  }

  /** Takes over one who has just become part of this customer, with the contacts it had. */
  public void takeOver(UUID merged, List<Contact> contacts, String reason, Instant now) {
    List<Contact> all = Stream.concat(contacts().stream(), contacts.stream()).toList();
    Map<String, CustomerEvents.Change> changes = reachedBy(all);
    noteMerger(CustomerEvents.MERGED, changes, new CustomerEvents.Merger(merged, reason), now);
  }

  /** Is somebody of its own again, reached by what is left of the contacts it brought. */
  public void standAlone(List<Contact> contacts, String reason, Instant now) {
    UUID survivor = mergedInto;
    mergedInto = null;
    Map<String, CustomerEvents.Change> changes = reachedBy(contacts);
    compare(changes, "mergedInto", survivor, null);
    noteMerger(CustomerEvents.UNMERGED, changes, new CustomerEvents.Merger(survivor, reason), now);
  }

  /** Gives back what came with one who stands alone again. */
  public void giveBack(UUID merged, List<Contact> contacts, String reason, Instant now) {
    List<Contact> left =
        contacts().stream().filter(contact -> !contacts.contains(contact)).toList();
    Map<String, CustomerEvents.Change> changes = reachedBy(left);
    noteMerger(CustomerEvents.UNMERGED, changes, new CustomerEvents.Merger(merged, reason), now);
  }

  /** Nothing is left that says who it was; what it meant to the house stays for the statistics. */
  public void erase(CustomerEvents.Ground ground, Instant now) {
    name = null;
    searchName = "";
    phones = List.of();
    emails = List.of();
    language = null;
    timeZone = null;
    accountOwner = null;
    organisations = List.of();
    organisationRoles = List.of();
    erased = true;
    Map<String, CustomerEvents.Change> changes =
        Map.of("erased", new CustomerEvents.Change(false, true));
    updatedAt = now;
    record(
        CustomerEvents.ERASED,
        now,
        new CustomerEvents.Data(
            view(version() + 1), changes, null, null, new CustomerEvents.Erasure(ground)));
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Instant updatedAt() {
    return updatedAt;
  }

  private Map<String, CustomerEvents.Change> reachedBy(List<Contact> contacts) {
    Map<String, CustomerEvents.Change> changes = new LinkedHashMap<>();
    List<String> newPhones = Contact.values(contacts, Contact.Kind.PHONE);
    List<String> newEmails = Contact.values(contacts, Contact.Kind.EMAIL);
    compare(changes, "phones", phones, newPhones);
    compare(changes, "emails", emails, newEmails);
    phones = newPhones;
    emails = newEmails;
    return changes;
  }

  boolean isNamed(String fragment) {
    return searchName.contains(NameText.fold(fragment));
  }

  public boolean isMerged() {
    return mergedInto != null;
  }

  public boolean isErased() {
    return erased;
  }

  public Kind kind() {
    return kind;
  }

  /** The integration through whose client they came, null when through people. */
  String client() {
    return client;
  }

  /** All ways to reach them. */
  public List<Contact> contacts() {
    return contacts(details());
  }

  static List<Contact> contacts(CustomerApi.Details details) {
    return Stream.concat(
            details.phones().stream().map(Contact::phone),
            details.emails().stream().map(Contact::email))
        .toList();
  }

  CustomerApi.Details details() {
    return new CustomerApi.Details(
        kind,
        name,
        phones,
        emails,
        scope,
        values.stream().map(Value::valueOf).toList(),
        engagement,
        tier,
        language,
        timeZone,
        accountOwner,
        memberships());
  }

  private List<CustomerApi.Membership> memberships() {
    return IntStream.range(0, organisations.size())
        .mapToObj(
            i ->
                new CustomerApi.Membership(
                    organisations.get(i),
                    organisationRoles.get(i).isEmpty() ? null : organisationRoles.get(i)))
        .toList();
  }

  /** As it goes over the wire. */
  public CustomerApi.Customer view() {
    return view(version());
  }

  private CustomerApi.Customer view(int atVersion) {
    return new CustomerApi.Customer(
        id,
        atVersion,
        kind,
        name,
        phones,
        emails,
        scope,
        values.stream().map(Value::valueOf).toList(),
        engagement,
        tier,
        language,
        timeZone,
        accountOwner,
        memberships(),
        mergedInto,
        erased,
        createdAt,
        updatedAt);
  }

  private void write(CustomerApi.Details details) {
    kind = details.kind();
    name = details.name();
    searchName = NameText.searchable(details.name());
    phones = details.phones();
    emails = details.emails();
    scope = details.scope();
    values = details.values().stream().map(Value::name).toList();
    engagement = details.engagement();
    tier = details.tier();
    language = details.language();
    timeZone = details.timeZone();
    accountOwner = details.accountOwner();
    organisations =
        details.organisations().stream().map(CustomerApi.Membership::organisation).toList();
    organisationRoles =
        details.organisations().stream()
            .map(membership -> membership.role() == null ? "" : membership.role())
            .toList();
  }

  private void note(
      String type, Map<String, CustomerEvents.Change> changes, UUID ticketId, Instant now) {
    updatedAt = now;
    record(type, now, new CustomerEvents.Data(view(version() + 1), changes, ticketId, null));
  }

  private void noteMerger(
      String type,
      Map<String, CustomerEvents.Change> changes,
      CustomerEvents.Merger merger,
      Instant now) {
    updatedAt = now;
    Map<String, CustomerEvents.Change> changed = changes.isEmpty() ? null : changes;
    record(type, now, new CustomerEvents.Data(view(version() + 1), changed, null, merger));
  }

  private static Map<String, CustomerEvents.Change> differences(
      CustomerApi.Details from, CustomerApi.Details to) {
    Map<String, CustomerEvents.Change> changes = new LinkedHashMap<>();
    compare(changes, "kind", from.kind(), to.kind());
    compare(changes, "name", from.name(), to.name());
    compare(changes, "phones", from.phones(), to.phones());
    compare(changes, "emails", from.emails(), to.emails());
    compare(changes, "scope", from.scope(), to.scope());
    compare(changes, "values", from.values(), to.values());
    compare(changes, "engagement", from.engagement(), to.engagement());
    compare(changes, "tier", from.tier(), to.tier());
    compare(changes, "language", from.language(), to.language());
    compare(changes, "timeZone", from.timeZone(), to.timeZone());
    compare(changes, "accountOwner", from.accountOwner(), to.accountOwner());
    compare(changes, "organisations", from.organisations(), to.organisations());
    return changes;
  }

  private static void compare(
      Map<String, CustomerEvents.Change> changes, String field, Object from, Object to) {
    if (!Objects.equals(from, to)) {
      changes.put(field, new CustomerEvents.Change(from, to));
    }
  }
}
