package io.heard.tickets.ticket;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The tickets that live on in one, and whom of their customers an answer is owed. Immutable. */
record MergedTickets(UUID survivor, List<MergedTicket> all) {

  private static final String EVERYONE = "ALL";

  /** Without the survivor itself. */
  List<MergedTicket> others() {
    return all.stream().filter(one -> !one.id().equals(survivor)).toList();
  }

  List<String> numbers() {
    return others().stream().map(MergedTicket::number).toList();
  }

  /** Numbers of the merged tickets whose customers still have to be told something. */
  List<String> owed() {
    return others().stream()
        .filter(one -> one.feedbackDue() != null)
        .map(MergedTicket::number)
        .toList();
  }

  /** Earliest due time of any answer that is owed, the survivor's own included. */
  Instant earliestDue() {
    return all.stream()
        .map(MergedTicket::feedbackDue)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  Optional<MergedTicket> own() {
    return all.stream().filter(one -> one.id().equals(survivor)).findFirst();
  }

  /** A ticket that lives on here. */
  Optional<MergedTicket> other(UUID ticket) {
    return others().stream().filter(one -> one.id().equals(ticket)).findFirst();
  }

  /** A ticket that lives on here, unless its customer is the survivor's own. */
  Optional<MergedTicket> ofOtherCustomer(UUID ticket, UUID ownCustomer) {
    return other(ticket)
        .filter(one -> one.customerId() == null || !one.customerId().equals(ownCustomer));
  }

  MergedTickets with(MergedTicket one) {
    List<MergedTicket> longer = new ArrayList<>(all);
    longer.removeIf(other -> other.id().equals(one.id()));
    longer.add(one);
    return new MergedTickets(survivor, List.copyOf(longer));
  }

  /** That ticket's customer was erased. */
  MergedTickets withoutNameOf(UUID ticket) {
    return new MergedTickets(
        survivor,
        all.stream().map(one -> one.id().equals(ticket) ? one.withoutName() : one).toList());
  }

  /** A ticket that lives on here and whose customer is owed an answer. */
  Optional<MergedTicket> owing(UUID ticket) {
    return other(ticket).filter(one -> one.feedbackDue() != null);
  }

  MergedTickets withReceiver(UUID ticket, String person) {
    return new MergedTickets(
        survivor,
        all.stream().map(one -> one.id().equals(ticket) ? one.owedBy(person) : one).toList());
  }

  MergedTickets withDue(Set<UUID> whose, Instant due) {
    return new MergedTickets(
        survivor, all.stream().map(one -> whose.contains(one.id()) ? one.due(due) : one).toList());
  }

  /**
   * Whose customers were told.
   *
   * @param told numbers of tickets, or {@code ALL}; null for the survivor's own customer alone
   */
  Set<UUID> whose(List<String> told, String ownNumber) {
    Set<UUID> whose = new HashSet<>();
    List<FieldError> errors = new ArrayList<>();
    List<String> named = told == null ? List.of(ownNumber) : told;
    for (int i = 0; i < named.size(); i++) {
      String name = named.get(i);
      if (name.equals(EVERYONE)) {
        others().forEach(one -> whose.add(one.id()));
        whose.add(survivor);
      } else if (name.equals(ownNumber)) {
        whose.add(survivor);
      } else {
        Optional<MergedTicket> found =
            others().stream().filter(one -> one.number().equals(name)).findFirst();
        found.ifPresent(one -> whose.add(one.id()));
        if (found.isEmpty()) {
          errors.add(
              new FieldError(
                  "/told/" + i,
                  "unknown",
                  "must be ALL, the number of this ticket or of one merged into it"));
        }
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return whose;
  }
}
