package io.heard.notifications.directory;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.inbox.Event;
import io.heard.kit.inbox.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Keeps the local copies of staff and teams. */
@ApplicationScoped
public class DirectoryEvents implements Subscription {

  /** What is read of a team. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record TeamData(String name, String lead, String email) {
    TeamData {
      Objects.requireNonNull(name, "a team without a name");
    }
  }

  /** What is read of a member of staff. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record StaffData(
      String username,
      String email,
      List<String> teams,
      String manager,
      String language,
      String timeZone) {
    StaffData {
      Objects.requireNonNull(username, "a member of staff without a username");
    }
  }

  @Inject EntityManager entities;
  @Inject ObjectMapper json;

  @Override
  public String topic() {
    return "heard.directory";
  }

  @Override
  public Continuity continuity() {
    return Continuity.LATEST_STATE;
  }

  @Override
  public boolean apply(Event event) {
    UUID id = event.aggregateId();
    switch (event.type()) {
      case "heard.team.changed.v1" -> {
        TeamData data = read(event.data().path("team"), TeamData.class);
        Team team = entities.find(Team.class, id);
        if (team == null) {
          team = new Team(id);
          team.update(data);
          entities.persist(team);
        } else {
          team.update(data);
        }
      }
      case "heard.staff.changed.v1" -> {
        StaffData data = read(event.data().path("staff"), StaffData.class);
        StaffMember member = entities.find(StaffMember.class, id);
        if (member == null) {
          member = new StaffMember(id);
          member.update(data);
          entities.persist(member);
        } else {
          member.update(data);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private <T> T read(JsonNode node, Class<T> type) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("the event carries no " + type.getSimpleName());
    }
    try {
      return json.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
