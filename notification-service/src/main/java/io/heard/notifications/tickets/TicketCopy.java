package io.heard.notifications.tickets;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What is known here of a ticket: the summary in its last event. */
@Entity
@Table(name = "ticket_copy")
public class TicketCopy {

  private static final int MOST_HANDS = 10;

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

  private String[] hands;

  @Column(name = "handed_off_by")
  private String handedOffBy;

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

  /** It went from somebody's hands into others'. */
  void passedOn(TicketData.Owner from, String by) {
    List<String> all = new ArrayList<>(hands());
    all.add(from.name());
    hands = all.subList(Math.max(0, all.size() - MOST_HANDS), all.size()).toArray(String[]::new);
    handedOffBy = by;
  }

  /** Somebody has done something about it. */
  void workedOn() {
    hands = null;
  }

  /** Who had it before, oldest first, since somebody worked on it. */
  public List<String> hands() {
    return hands == null ? List.of() : List.of(hands);
  }

  /** Who has handed it off last; null when nobody has. */
  public String handedOffBy() {
    return handedOffBy;
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
