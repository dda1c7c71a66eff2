package io.heard.notifications.alerts;

import io.heard.notifications.directory.Directory;
import io.heard.notifications.directory.StaffMember;
import io.heard.notifications.directory.Team;
import io.heard.notifications.escalation.EscalationApi.Notify;
import io.heard.notifications.escalation.EscalationApi.Role;
import io.heard.notifications.schedules.Gap;
import io.heard.notifications.schedules.OnCall;
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
  @Inject OnCall onCall;

  @ConfigProperty(name = "heard.operations.email")
  String operations;

  /**
   * A mail address to write to.
   *
   * @param meantFor whom it stands in for, null when it is the very one
   * @param why what they are told about being chosen, null when there is nothing to say
   */
  record Recipient(String address, String meantFor, String why) {

    Recipient(String address, String meantFor) {
      this(address, meantFor, null);
    }
  }

  /**
   * Whom a step tells.
   *
   * @param recipients everybody to write to, each address once
   * @param gaps schedules on which nobody could be found
   */
  record Found(List<Recipient> recipients, List<Gap> gaps) {}

  /**
   * Finds everybody, as things are at this moment.
   *
   * @param ticket null for an alert about the system itself
   * @param assignee who is to do the action the alert is about, null when it is about none
   */
  Found of(List<Notify> targets, TicketCopy ticket, String assignee) {
    List<Recipient> found = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    for (Notify target : targets) {
      if (target.role() == Role.ASSIGNEE) {
        if (assignee != null) {
          found.add(person(assignee, ", who is to do it"));
        }
      } else if (target.role() != null) {
        found.add(role(target.role(), ticket));
      } else if (target.person() != null) {
        found.add(person(target.person(), ""));
      } else if (target.email() != null) {
        found.add(new Recipient(target.email(), null));
      } else if (target.schedule() != null) {
        found.add(schedule(target.schedule(), ticket, gaps));
      }
    }
    return new Found(distinct(found), gaps);
  }

  /** Whoever is on call now; when nobody can be reached the team's lead, in the end operations. */
  private Recipient schedule(String name, TicketCopy ticket, List<Gap> gaps) {
    OnCall.Answer answer = onCall.now(name).orElse(null);
    if (answer instanceof OnCall.Reached reached) {
      return new Recipient(reached.address(), null, reached.why());
    }
    String why = "there is no on-call schedule " + name;
    if (answer instanceof Gap gap) {
      gaps.add(gap);
      why = gap.sentence();
    }
    Recipient standIn = ticket == null ? operations(null) : lead(team(ticket));
    return new Recipient(
        standIn.address(),
        standIn.meantFor(),
        "You are told in place of whoever is on call: " + why + ".");
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
      case OPERATIONS, ASSIGNEE -> new Recipient(operations, null);
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
          (first, second) ->
              new Recipient(
                  first.address(),
                  together(first.meantFor(), second.meantFor()),
                  together(first.why(), second.why())));
    }
    return List.copyOf(byAddress.values());
  }

  private static String together(String first, String second) {
    String both =
        Stream.of(first, second)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining("; "));
    return both.isEmpty() ? null : both;
  }
}
