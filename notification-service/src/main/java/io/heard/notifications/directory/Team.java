package io.heard.notifications.directory;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The local copy of a team. */
@Entity
@Table(name = "team")
public class Team {

  @Id private UUID id;
  private String name;
  private String lead;
  private String email;

  protected Team() {}

  Team(UUID id) {
    this.id = id;
  }

  void update(DirectoryEvents.TeamData data) {
    name = data.name();
    lead = data.lead();
    email = data.email();
  }

  public String name() {
    return name;
  }

  /** Username of who leads it, null when nobody does. */
  public String lead() {
    return lead;
  }

  /** Address the team reads together, null when it has none. */
  public String email() {
    return email;
  }
}
