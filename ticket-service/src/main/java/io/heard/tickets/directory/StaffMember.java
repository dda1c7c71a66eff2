package io.heard.tickets.directory;

import io.heard.kit.ledger.Aggregate;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * Somebody who hears, owns or answers for demands. Known from their first token on; configured once
 * somebody has set them up.
 */
@Entity
@Table(name = "staff")
public class StaffMember extends Aggregate {

  @Column(updatable = false)
  String username;

  String name;
  String email;

  @JdbcTypeCode(SqlTypes.ARRAY)
  List<String> teams = List.of();

  String manager;
  String language;

  @Column(name = "time_zone")
  String timeZone;

  Integer capacity;
  boolean configured;

  protected StaffMember() {}

  /** Seen for the first time, in a token or as somebody's name in a handoff. */
  static StaffMember seen(UUID id, String username, String email, Instant now) {
    StaffMember member = new StaffMember();
    member.id = id;
    member.username = username;
    member.email = email;
    member.note(now);
    return member;
  }

  /** A token tells their address: good for whom nobody has set up; true when that is news. */
  boolean reachedAt(String address, Instant now) {
    if (configured || address == null || address.equals(email)) {
      return false;
    }
    email = address;
    note(now);
    return true;
  }

  /** Set up before they were ever seen. */
  static StaffMember configured(
      UUID id, String username, DirectoryApi.StaffSettings settings, Instant now) {
    StaffMember member = new StaffMember();
    member.id = id;
    member.username = username;
    member.configure(settings, now);
    return member;
  }

  /** Sets them up; true when that changes anything. */
  boolean configure(DirectoryApi.StaffSettings settings, Instant now) {
    DirectoryApi.StaffView before = view(version());
    boolean wasConfigured = configured;
    name = settings.name();
    email = settings.email();
    teams = settings.teams() == null ? List.of() : List.copyOf(settings.teams());
    manager = settings.manager();
    language = settings.language();
    timeZone = settings.timeZone();
    capacity = settings.capacity();
    configured = true;
    if (wasConfigured && before.equals(view(version()))) {
      return false;
    }
    note(now);
    return true;
  }

  DirectoryApi.StaffView view() {
    return view(version());
  }

  private DirectoryApi.StaffView view(int atVersion) {
    return new DirectoryApi.StaffView(
        id,
        atVersion,
        username,
        name,
        email,
        teams,
        manager,
        language,
        timeZone,
        capacity,
        configured);
  }

  private void note(Instant now) {
    record("heard.staff.changed.v1", now, Map.of("staff", view(version() + 1)));
  }
}
