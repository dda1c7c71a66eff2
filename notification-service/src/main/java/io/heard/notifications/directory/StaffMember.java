package io.heard.notifications.directory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.UUID;

/** The local copy of a member of staff. */
@Entity
@Table(name = "staff")
public class StaffMember {

  @Id private UUID id;
  private String username;
  private String email;
  private String[] teams;
  private String manager;
  private String language;

  @Column(name = "time_zone")
  private String timeZone;

  protected StaffMember() {}

  StaffMember(UUID id) {
    this.id = id;
  }

  void update(DirectoryEvents.StaffData data) {
    username = data.username();
    email = data.email();
    teams = data.teams() == null ? new String[0] : data.teams().toArray(String[]::new);
    manager = data.manager();
    language = data.language();
    timeZone = data.timeZone();
  }

  public String username() {
    return username;
  }

  /** Null when not known. */
  public String email() {
    return email;
  }

  public List<String> teams() {
    return List.of(teams);
  }

  /** BCP 47, null when not known. */
  public String language() {
    return language;
  }

  /** IANA, null when not known. */
  public String timeZone() {
    return timeZone;
  }

  /** Username of the manager, null when not known. */
  public String manager() {
    return manager;
  }
}
