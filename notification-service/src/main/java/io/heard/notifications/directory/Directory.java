package io.heard.notifications.directory;

import io.heard.notifications.background.TransactionMemory;
import io.heard.notifications.background.TransactionMemory.Key;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who is who, as far as the events have told. */
@ApplicationScoped
public class Directory {

  @Inject EntityManager entities;
  @Inject TransactionMemory memory;

  /** The member of staff of this username; the latest when a name was given anew. */
  public Optional<StaffMember> person(String username) {
    return username == null
        ? Optional.empty()
        : latest(
            StaffMember.class,
            "from StaffMember where username = :name order by id desc",
            username);
  }

  /** Those of these usernames who are known, by username; the latest when a name was given anew. */
  public Map<String, StaffMember> people(Collection<String> usernames) {
    Map<String, StaffMember> people = new HashMap<>();
    if (!usernames.isEmpty()) {
      entities
          .createQuery(
              "from StaffMember where username in :usernames order by id", StaffMember.class)
          .setParameter("usernames", usernames)
          .getResultStream()
          .forEach(member -> people.put(member.username(), member));
    }
    return people;
  }

  /** The username of the member of staff with this mail address; the latest known. */
  public Optional<String> username(String address) {
    return latest(
        String.class,
        "select username from StaffMember where lower(email) = lower(:name) order by id desc",
        address);
  }

  /** The member of staff with this mail address; the latest known. */
  public Optional<StaffMember> byAddress(String address) {
    return latest(
        StaffMember.class,
        "from StaffMember where lower(email) = lower(:name) order by id desc",
        address);
  }

  /** The team of this name. */
  public Optional<Team> team(String name) {
    return name == null
        ? Optional.empty()
        : latest(Team.class, "from Team where name = :name order by id desc", name);
  }

  private <T> Optional<T> latest(Class<T> type, String query, String name) {
    return memory.recall(
        new Key<>(query, name),
        () ->
            entities
                .createQuery(query, type)
                .setParameter("name", name)
                .setMaxResults(1)
                .getResultStream()
                .findFirst());
  }
}
