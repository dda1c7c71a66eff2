package io.heard.tickets.capacity;

import io.heard.kit.problem.Problem;
import io.heard.kit.sql.Sql;
import io.heard.tickets.capacity.CapacityApi.Assign;
import io.heard.tickets.capacity.CapacityApi.Overload;
import io.heard.tickets.capacity.CapacityApi.Strategy;
import io.heard.tickets.capacity.CapacityApi.TeamRules;
import io.heard.tickets.ticket.Capacity;
import io.heard.tickets.ticket.TicketApi;
import io.heard.tickets.ticket.TicketApi.Owner;
import io.heard.tickets.ticket.TicketDesk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Gives tickets to people and teams that have room for them. Whoever gives something to somebody
 * holds them until it is written, so that two never fill the same last place.
 */
@ApplicationScoped
public class Assigning implements Capacity {

  private static final int MOST_REDIRECTS = 10;

  @Inject Sql sql;
  @Inject Loads loads;
  @Inject AssignmentRules rules;
  @Inject Overloads overloads;
  @Inject Roster roster;
  @Inject TicketDesk tickets;
  @Inject Clock clock;

  /** Somebody of a team who may be given something, and how much they have. */
  private record Member(String username, Integer capacity, Instant lastAt, int open) {

    boolean hasRoom() {
      return capacity == null || open < capacity;
    }

    double share() {
      return capacity == null ? open / 1e6 : (double) open / capacity;
    }
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public Owner admit(Owner from, Owner to) {
    TeamRules responsible = rules.ofTeam(responsible(to));
    Set<String> teams = teamsAsked(to.team() == null ? responsible.team() : to.team());
    loads.hold(to.person() == null ? List.of() : List.of(to.person()), teams);
    Owner forPerson = to;
    if (to.person() != null && !to.person().equals(from.person())) {
      roster.requireThere(to.person());
      Optional<String> full = personFull(to.person(), responsible);
      if (full.isPresent()) {
        forPerson = new Owner(full.get(), null);
      }
    }
    Owner admitted =
        forPerson.team() == null || forPerson.team().equals(from.team())
            ? forPerson
            : admitToTeam(forPerson);
    requireElsewhere(admitted, to, from);
    return admitted;
  }

  /** 409 {@code overloaded} when it was redirected to where it is already. */
  private void requireElsewhere(Owner admitted, Owner wanted, Owner present) {
    if (!admitted.equals(present) || wanted.equals(present)) {
      return;
    }
    if (wanted.person() != null) {
      Integer capacity = capacityOfPerson(wanted.person());
      int open = loads.ofPeople(List.of(wanted.person())).getOrDefault(wanted.person(), 0);
      if (capacity != null && open >= capacity) {
        throw overloaded(wanted.person(), open, capacity);
      }
    }
    int open = loads.ofTeams(List.of(wanted.team())).getOrDefault(wanted.team(), 0);
    throw overloaded(wanted.team(), open, capacityOfTeam(wanted.team()));
  }

  private Integer capacityOfPerson(String person) {
    return capacity("SELECT capacity FROM staff WHERE username = ?", person);
  }

  private Integer capacityOfTeam(String team) {
    return capacity("SELECT capacity FROM team WHERE name = ?", team);
  }

  /** The team whose rules hold for an owner: their own, else the person's first; may be none. */
  private String responsible(Owner to) {
    if (to.team() != null) {
      return to.team();
    }
    return sql.first(
            "SELECT coalesce(teams[1], '') FROM staff WHERE username = ?",
            row -> row.getString(1),
            to.person())
        .orElse("");
  }

  /** A team and those it redirects to. */
  private Set<String> teamsAsked(String team) {
    Set<String> asked = new LinkedHashSet<>();
    String next = team;
    while (next != null && asked.size() < MOST_REDIRECTS && asked.add(next)) {
      next = rules.ofTeam(next).redirectTo();
    }
    return asked;
  }

  /** To which team a ticket goes because the person has no room; empty when they get it. */
  private Optional<String> personFull(String person, TeamRules responsible) {
    Integer capacity = capacityOfPerson(person);
    int open = loads.ofPeople(List.of(person)).getOrDefault(person, 0);
    if (capacity == null || open < capacity) {
      return Optional.empty();
    }
    Overload rule = responsible.team().isEmpty() ? Overload.ALLOW : responsible.overload();
    overloads.note("PERSON", person, open, capacity, rule);
    return switch (rule) {
      case ALLOW -> Optional.empty();
      case REFUSE -> throw overloaded(person, open, capacity);
      case REDIRECT -> Optional.of(responsible.team());
    };
  }

  private Owner admitToTeam(Owner to) {
    String team = to.team();
    for (String asked : teamsAsked(team)) {
      Integer capacity = capacityOfTeam(asked);
      int open = loads.ofTeams(List.of(asked)).getOrDefault(asked, 0);
      if (capacity == null || open < capacity) {
        return asked.equals(team) ? to : new Owner(asked, null);
      }
      Overload rule = rules.ofTeam(asked).overload();
      overloads.note("TEAM", asked, open, capacity, rule);
      if (rule == Overload.ALLOW) {
        return asked.equals(team) ? to : new Owner(asked, null);
      }
      if (rule == Overload.REFUSE) {
        throw overloaded(asked, open, capacity);
      }
    }
    throw Problem.conflict(
        "overloaded", "Team " + team + " is overloaded, and so are all that help it out.");
  }

  private static Problem overloaded(String who, int open, int capacity) {
    return Problem.conflict(
            "overloaded",
            who
                + " has "
                + open
                + " open tickets and can take "
                + capacity
                + "; it stays where it is.")
        .with("overloaded", who)
        .with("open", open)
        .with("capacity", capacity);
  }

  private Integer capacity(String query, String name) {
    return sql.first(query, row -> Optional.ofNullable(row.getObject(1, Integer.class)), name)
        .flatMap(one -> one)
        .orElse(null);
  }

  /** Gives a ticket to whoever of a team is next; to the team's queue when nobody is there. */
  TicketApi.View assign(String reference, String ifMatch, Assign wanted) {
    String reason = wanted.reason() == null ? "assigned by load or turn" : wanted.reason();
    return tickets.assign(reference, ifMatch, reason, owner -> next(owner, wanted));
  }

  private Owner next(Owner present, Assign wanted) {
    String team = wanted.team() == null ? present.team() : wanted.team();
    if (team == null) {
      throw Problem.conflict("no-team", "No team owns it; say which one is to.");
    }
    TeamRules rule = rules.ofTeam(team);
    List<String> skills = wanted.skills() == null ? List.of() : wanted.skills();
    List<Roster.Member> everybody = roster.of(team, skills);
    List<Roster.Member> there = everybody.stream().filter(Roster.Member::isThere).toList();
    List<String> names = there.stream().map(Roster.Member::username).toList();
    loads.hold(names, teamsAsked(team));
    Map<String, Integer> open = loads.ofPeople(names);
    List<Member> counted =
        there.stream()
            .map(
                one ->
                    new Member(
                        one.username(),
                        one.capacity(),
                        one.lastAt(),
                        open.getOrDefault(one.username(), 0)))
            .toList();
    Strategy strategy = wanted.strategy() == null ? rule.strategy() : wanted.strategy();
    Optional<Member> free = first(counted.stream().filter(Member::hasRoom).toList(), strategy);
    if (free.isPresent()) {
      return toMember(present, team, free.get());
    }
    Optional<Member> least = first(counted, Strategy.LOAD);
    if (least.isEmpty()) {
      return toTeam(present, team, () -> Roster.nobody(team, skills, everybody));
    }
    Member full = least.get();
    overloads.note("PERSON", full.username(), full.open(), full.capacity(), rule.overload());
    return switch (rule.overload()) {
      case ALLOW -> toMember(present, team, full);
      case REFUSE -> throw overloaded(full.username(), full.open(), full.capacity());
      case REDIRECT ->
          toTeam(present, team, () -> overloaded(full.username(), full.open(), full.capacity()));
    };
  }

  /**
   * The queue of a team.
   *
   * @param nowhere why it stays, when it is in that queue already
   */
  private Owner toTeam(Owner present, String team, Supplier<Problem> nowhere) {
    Owner queue = new Owner(team, null);
    Owner admitted = team.equals(present.team()) ? queue : admitToTeam(queue);
    if (admitted.equals(present)) {
      throw nowhere.get();
    }
    return admitted;
  }

  private Owner toMember(Owner present, String team, Member member) {
    Owner to = new Owner(team, member.username());
    Owner admitted = team.equals(present.team()) ? to : admitToTeam(to);
    requireElsewhere(admitted, to, present);
    if (Objects.equals(admitted.person(), member.username())) {
      sql.update(
          "INSERT INTO staff_turn (username, last_at) VALUES (?, ?) ON CONFLICT (username) DO UPDATE SET last_at = EXCLUDED.last_at",
          member.username(),
          clock.instant());
    }
    return admitted;
  }

  private static Optional<Member> first(List<Member> members, Strategy strategy) {
    Comparator<Member> turn =
        Comparator.comparing(Member::lastAt, Comparator.nullsFirst(Comparator.naturalOrder()));
    Comparator<Member> order =
        strategy == Strategy.LOAD
            ? Comparator.comparingDouble(Member::share).thenComparing(turn)
            : turn;
    return members.stream().min(order.thenComparing(Member::username));
  }
}
