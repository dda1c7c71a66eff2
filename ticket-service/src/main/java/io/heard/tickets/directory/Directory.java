package io.heard.tickets.directory;

import io.heard.kit.http.ETags;
import io.heard.kit.ledger.Aggregate;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Origins;
import io.heard.kit.security.Caller;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Teams and staff. Whoever shows up is taken in on first sight, so that a demand is never refused
 * because somebody forgot to configure something; what nobody has set up yet is marked as such.
 * That joins the transaction of the command that names them: it needs no second connection, and
 * what is refused leaves nothing behind. Known names are remembered, so that on the intake path
 * this costs nothing.
 */
@ApplicationScoped
public class Directory {

  static final String TOPIC = "heard.directory";
  private static final int REMEMBERED = 100_000;

  @Inject EntityManager entities;
  @Inject Sql sql;
  @Inject Ledger ledger;
  @Inject Origins origins;
  @Inject Clock clock;
  @Inject TransactionSynchronizationRegistry transactions;

  private final Set<String> knownStaff = ConcurrentHashMap.newKeySet();
  private final Set<String> knownTeams = ConcurrentHashMap.newKeySet();

  /** Somebody has come with a token. */
  public void seen(Caller caller) {
    seen(caller, origins::caller);
  }

  /** Somebody acts, in person or by what they have sent before. */
  public void seen(Caller caller, Supplier<Origin> origin) {
    String known = caller.email() == null ? caller.name() : caller.name() + " " + caller.email();
    onFirstSight(knownStaff, known, () -> ensureStaff(caller.name(), caller.email(), origin.get()));
  }

  /** A ticket names a team, a person or both; null for the one it does not name. */
  public void named(String team, String person) {
    named(team, person, origins::caller);
  }

  /** Like {@link #named(String, String)}, for what nobody does in person. */
  public void named(String team, String person, Supplier<Origin> origin) {
    if (team != null) {
      onFirstSight(knownTeams, team, () -> ensureTeam(team, origin.get()));
    }
    if (person != null) {
      onFirstSight(knownStaff, person, () -> ensureStaff(person, null, origin.get()));
    }
  }

  private void onFirstSight(Set<String> known, String name, Runnable ensure) {
    if (!known.contains(name)) {
      QuarkusTransaction.joiningExisting()
          .run(
              () -> {
                ensure.run();
                rememberAfterCommit(known, name);
              });
    }
  }

  private void rememberAfterCommit(Set<String> known, String name) {
    transactions.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            // whether it was really written is known only afterwards
          }

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED && known.size() < REMEMBERED) {
              known.add(name);
            }
          }
        });
  }

  private void ensureStaff(String username, String email, Origin origin) {
    oneAtATime(StaffMember.class, username);
    Optional<StaffMember> member = staff(username, LockModeType.NONE);
    if (member.isEmpty()) {
      save(StaffMember.seen(newId(), username, email, clock.instant()), origin);
    } else if (member.get().reachedAt(email, clock.instant())) {
      append(member.get(), origin);
    }
  }

  private void ensureTeam(String name, Origin origin) {
    oneAtATime(Team.class, name);
    if (team(name, LockModeType.NONE).isEmpty()) {
      save(Team.named(newId(), name, clock.instant()), origin);
    }
  }

  /** Makes everybody else who meets the same new name wait until this transaction has ended. */
  private void oneAtATime(Class<?> what, String name) {
    sql.lock(what.getSimpleName() + " " + name);
  }

  /** Sets a team up, whether or not it was seen before; version 0 stands for not yet. */
  @Transactional
  Team configureTeam(String ifMatch, DirectoryApi.TeamSettings settings) {
    oneAtATime(Team.class, settings.name());
    Team team = team(settings.name(), LockModeType.PESSIMISTIC_WRITE).orElse(null);
    ETags.requireMatch(ifMatch, team == null ? 0 : team.version());
    if (team == null) {
      team = Team.configured(newId(), settings, clock.instant());
      return save(team, origins.caller());
    }
    return team.configure(settings, clock.instant()) ? append(team, origins.caller()) : team;
  }

  /** Sets a person up, whether or not they were seen before; version 0 stands for not yet. */
  @Transactional
  StaffMember configureStaff(String username, String ifMatch, DirectoryApi.StaffSettings settings) {
    oneAtATime(StaffMember.class, username);
    StaffMember member = staff(username, LockModeType.PESSIMISTIC_WRITE).orElse(null);
    ETags.requireMatch(ifMatch, member == null ? 0 : member.version());
    if (member == null) {
      return save(
          StaffMember.configured(newId(), username, settings, clock.instant()), origins.caller());
    }
    return member.configure(settings, clock.instant()) ? append(member, origins.caller()) : member;
  }

  /** Who leads the teams of a person, in the order of their teams, and then who manages them. */
  @SuppressWarnings("unchecked") // one column of that type
  public List<String> leadsOf(String username) {
    return entities
        .createNativeQuery(
            "SELECT lead FROM (SELECT t.lead, u.place FROM staff s CROSS JOIN LATERAL unnest(s.teams) WITH ORDINALITY AS u (name, place)"
                + " JOIN team t ON t.name = u.name WHERE s.username = ?1 UNION ALL SELECT manager, 1000 FROM staff WHERE username = ?1)"
                + " AS found WHERE lead IS NOT NULL AND lead <> ?1 ORDER BY place")
        .setParameter(1, username)
        .getResultList();
  }

  /** Whether somebody may act for a team: a member, or one whose teams nobody has set up yet. */
  public boolean actsFor(String username, String team) {
    return staff(username, LockModeType.NONE)
        .map(member -> !member.configured || member.teams.contains(team))
        .orElse(true);
  }

  /** The team of a person, the first of several; empty when they are in none, or not known. */
  public Optional<String> teamOf(String username) {
    return username == null
        ? Optional.empty()
        : staff(username, LockModeType.NONE).flatMap(member -> member.teams.stream().findFirst());
  }

  /** Who leads a team; empty when nobody is known. */
  public Optional<String> leadOf(String team) {
    return team == null ? Optional.empty() : team(team, LockModeType.NONE).map(found -> found.lead);
  }

  Optional<Team> team(String name, LockModeType lock) {
    return entities
        .createQuery("from Team t where t.name = :name", Team.class)
        .setParameter("name", name)
        .setLockMode(lock)
        .getResultStream()
        .findFirst();
  }

  Optional<StaffMember> staff(String username, LockModeType lock) {
    return entities
        .createQuery("from StaffMember s where s.username = :username", StaffMember.class)
        .setParameter("username", username)
        .setLockMode(lock)
        .getResultStream()
        .findFirst();
  }

  List<Team> teamsAfter(String name, int limit) {
    return entities
        .createQuery("from Team t where t.name > :after order by t.name", Team.class)
        .setParameter("after", name)
        .setMaxResults(limit)
        .getResultList();
  }

  List<StaffMember> staffAfter(String username, int limit) {
    return entities
        .createQuery(
            "from StaffMember s where s.username > :after order by s.username", StaffMember.class)
        .setParameter("after", username)
        .setMaxResults(limit)
        .getResultList();
  }

  private UUID newId() {
    return Uuid7.at(clock.instant());
  }

  private <T extends Aggregate> T save(T created, Origin origin) {
    ledger.append(created, TOPIC, origin);
    entities.persist(created);
    entities.flush();
    return created;
  }

  private <T extends Aggregate> T append(T changed, Origin origin) {
    ledger.append(changed, TOPIC, origin);
    return changed;
  }
}
