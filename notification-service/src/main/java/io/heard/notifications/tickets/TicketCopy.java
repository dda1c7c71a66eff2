package io.heard.notifications.tickets;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** What is known here of a ticket: the summary in its last event. */
@Entity
@Table(name = "ticket_copy")
public class TicketCopy {

  @Id private UUID id;
  private String number;
  private String state;
  private String subject;
  private String priority;

  @Column(name = "owner_team")
  private String ownerTeam;

  @Column(name = "owner_person")
  private String ownerPerson;

  private String receiver;

  @Column(name = "customer_name")
  private String customerName;

  @Column(name = "customer_tier")
  private String customerTier;

  @Column(name = "merged_into")
  private UUID mergedInto;

  protected TicketCopy() {}

  TicketCopy(UUID id) {
    this.id = id;
  }

  void update(TicketData.Summary summary) {
    number = summary.number();
    state = summary.state();
    subject = summary.subject();
    priority = summary.priority();
    ownerTeam = summary.owner().team();
    ownerPerson = summary.owner().person();
    receiver = summary.receiver();
    customerName = summary.customer().name();
    customerTier = summary.customer().tier();
  }

  void mergedInto(UUID survivor) {
    mergedInto = survivor;
  }

  /** Where it lives on, null unless it was merged into another. */
  public UUID mergedInto() {
    return mergedInto;
  }

  public UUID id() {
    return id;
  }

  /** Number for people, {@code D-2026-0000042}. */
  public String number() {
    return number;
  }

  public String state() {
    return state;
  }

  public String subject() {
    return subject;
  }

  public String priority() {
    return priority;
  }

  /** Null when no team owns it. */
  public String ownerTeam() {
    return ownerTeam;
  }

  /** Null when no person owns it. */
  public String ownerPerson() {
    return ownerPerson;
  }

  /** Who heard the demand first and owes the customer the feedback. */
  public String receiver() {
    return receiver;
  }

  /** Null when not known. */
  public String customerName() {
    return customerName;
  }

  /** Null when not known. */
  public String customerTier() {
    return customerTier;
  }
}
