package io.heard.tickets.directory;

import io.heard.kit.ledger.Aggregate;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A team that owns tickets. One that was only named in a ticket exists, but is not configured: its
 * alerts go to operations.
 */
@Entity
@Table(name = "team")
public class Team extends Aggregate {

  @Column(updatable = false)
  String name;

  String lead;
  String email;
  Integer capacity;
  boolean configured;

  protected Team() {}

  /** A team that a ticket named before anybody set it up. */
  static Team named(UUID id, String name, Instant now) {
    Team team = new Team();
    team.id = id;
    team.name = name;
    team.note(now);
    return team;
  }

  /** Sets it up; true when that changes anything. */
  boolean configure(DirectoryApi.TeamSettings settings, Instant now) {
    boolean same =
        configured
            && java.util.Objects.equals(lead, settings.lead())
            && java.util.Objects.equals(email, settings.email())
            && java.util.Objects.equals(capacity, settings.capacity());
    if (same) {
      return false;
    }
    lead = settings.lead();
    email = settings.email();
    capacity = settings.capacity();
    configured = true;
    note(now);
    return true;
  }

  /** A team that is set up from the start. */
  static Team configured(UUID id, DirectoryApi.TeamSettings settings, Instant now) {
    Team team = new Team();
    team.id = id;
    team.name = settings.name();
    team.configure(settings, now);
    return team;
  }

  DirectoryApi.TeamView view() {
    return new DirectoryApi.TeamView(id, version(), name, lead, email, capacity, configured);
  }

  private void note(Instant now) {
    record(
        "heard.team.changed.v1",
        now,
        Map.of(
            "team",
            new DirectoryApi.TeamView(id, version() + 1, name, lead, email, capacity, configured)));
  }
}
