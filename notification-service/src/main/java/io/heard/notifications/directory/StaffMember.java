package io.heard.notifications.directory;

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

  protected StaffMember() {}

  StaffMember(UUID id) {
    this.id = id;
  }

  void update(DirectoryEvents.StaffData data) {
    username = data.username();
    email = data.email();
    teams = data.teams() == null ? new String[0] : data.teams().toArray(String[]::new);
    manager = data.manager();
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

  /** Username of the manager, null when not known. */
  public String manager() {
    return manager;
  }
}
