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
   */
  static Customer register(UUID id, CustomerApi.Details details, UUID ticketId, Instant now) {
    Customer customer = new Customer();
    customer.id = id;
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

  boolean isNamed(String fragment) {
    return searchName.contains(NameText.fold(fragment));
  }

  boolean isMerged() {
    return mergedInto != null;
  }

  UUID mergedInto() {
    return mergedInto;
  }

  /** All ways to reach them. */
  List<Contact> contacts() {
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
        accountOwner);
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
        mergedInto,
        erased,
        createdAt,
        updatedAt);
  }

  private void write(CustomerApi.Details details) {
    kind = details.kind();
    name = details.name();
    searchName = NameText.fold(details.name());
    phones = details.phones();
    emails = details.emails();
    scope = details.scope();
    values = details.values().stream().map(Value::name).toList();
    engagement = details.engagement();
    tier = details.tier();
    language = details.language();
    timeZone = details.timeZone();
    accountOwner = details.accountOwner();
  }

  private void note(
      String type, Map<String, CustomerEvents.Change> changes, UUID ticketId, Instant now) {
    updatedAt = now;
    record(type, now, new CustomerEvents.Data(view(version() + 1), changes, ticketId));
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
    return changes;
  }

  private static void compare(
      Map<String, CustomerEvents.Change> changes, String field, Object from, Object to) {
    if (!Objects.equals(from, to)) {
      changes.put(field, new CustomerEvents.Change(from, to));
    }
  }
}
