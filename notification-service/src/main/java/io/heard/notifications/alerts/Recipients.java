package io.heard.notifications.alerts;

import io.heard.notifications.directory.Directory;
import io.heard.notifications.directory.StaffMember;
import io.heard.notifications.directory.Team;
import io.heard.notifications.escalation.EscalationApi.Notify;
import io.heard.notifications.escalation.EscalationApi.Role;
import io.heard.notifications.tickets.TicketCopy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Finds the addresses of those who must be told. Whoever cannot be reached is stood in for, in the
 * end by operations, and the stand-in is told for whom: a notice is never for nobody.
 */
@ApplicationScoped
class Recipients {

  @Inject Directory directory;

  @ConfigProperty(name = "heard.operations.email")
  String operations;

  /**
   * A mail address to write to.
   *
   * @param meantFor whom it stands in for, null when it is the very one
   */
  record Recipient(String address, String meantFor) {}

  /**
   * Everybody to write to, each address once.
   *
   * @param ticket null for an alert about the system itself
   */
  List<Recipient> of(List<Notify> targets, TicketCopy ticket) {
    List<Recipient> found = new ArrayList<>();
    for (Notify target : targets) {
      if (target.role() != null) {
        found.add(role(target.role(), ticket));
      } else if (target.person() != null) {
        found.add(person(target.person(), ""));
      } else if (target.email() != null) {
        found.add(new Recipient(target.email(), null));
      }
    }
    return distinct(found);
  }

  /** Operations, standing in for somebody. */
  Recipient operations(String meantFor) {
    return new Recipient(operations, meantFor);
  }

  private Recipient role(Role role, TicketCopy ticket) {
    if (role == Role.OPERATIONS) {
      return new Recipient(operations, null);
    }
    if (ticket == null) {
      return new Recipient(operations, "the " + role.name().toLowerCase(Locale.ROOT));
    }
    return switch (role) {
      case OWNER ->
          ticket.ownerPerson() == null
              ? lead(ticket.ownerTeam())
              : person(ticket.ownerPerson(), ", owner");
      case RECEIVER -> person(ticket.receiver(), ", first receiver");
      case LEAD -> lead(team(ticket));
      case TEAM -> team(team(ticket), null);
      case MANAGER -> manager(ticket);
      case OPERATIONS -> new Recipient(operations, null);
    };
  }

  private Recipient person(String username, String part) {
    return address(username)
        .map(address -> new Recipient(address, null))
        .orElseGet(() -> new Recipient(operations, username + part));
  }

  /** The lead; a team without one, or whose lead has no address, by its common address. */
  private Recipient lead(String teamName) {
    Optional<Team> team = directory.team(teamName);
    String lead = team.map(Team::lead).orElse(null);
    return address(lead)
        .map(address -> new Recipient(address, null))
        .orElseGet(() -> team(teamName, lead));
  }

  private Recipient team(String teamName, String lead) {
    String meant =
        teamName == null
            ? "the owner's team"
            : lead == null ? "team " + teamName : lead + ", lead of team " + teamName;
    return directory
        .team(teamName)
        .map(Team::email)
        .filter(Recipients::known)
        .map(address -> new Recipient(address, lead == null ? null : meant))
        .orElseGet(() -> new Recipient(operations, meant));
  }

  private Recipient manager(TicketCopy ticket) {
    String manager = directory.person(ticket.ownerPerson()).map(StaffMember::manager).orElse(null);
    return manager == null
        ? new Recipient(operations, "the manager of the owner")
        : person(manager, ", manager of the owner");
  }

  /** The owner's team; of an owner without one on the ticket the first team of that person. */
  private String team(TicketCopy ticket) {
    return ticket.ownerTeam() != null
        ? ticket.ownerTeam()
        : directory
            .person(ticket.ownerPerson())
            .flatMap(owner -> owner.teams().stream().findFirst())
            .orElse(null);
  }

  private Optional<String> address(String username) {
    return directory.person(username).map(StaffMember::email).filter(Recipients::known);
  }

  private static boolean known(String address) {
    return address != null && !address.isBlank();
  }

  private static List<Recipient> distinct(List<Recipient> found) {
    Map<String, Recipient> byAddress = new LinkedHashMap<>();
    for (Recipient recipient : found) {
      byAddress.merge(
          recipient.address().toLowerCase(Locale.ROOT),
          recipient,
          (first, second) -> new Recipient(first.address(), together(first, second)));
    }
    return List.copyOf(byAddress.values());
  }

  private static String together(Recipient first, Recipient second) {
    String meant =
        Stream.of(first.meantFor(), second.meantFor())
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining("; "));
    return meant.isEmpty() ? null : meant;
  }
}
