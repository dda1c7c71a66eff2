package io.heard.notifications.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who is to do the open actions of tickets. */
@ApplicationScoped
public class Actions {

  @Inject EntityManager entities;

  /**
   * Takes over what an event says of an action.
   *
   * @param what {@code action-planned}, or how it ended
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void keep(UUID ticket, String what, JsonNode action) {
    int round = action.required("round").intValue();
    if (!what.equals("action-planned")) {
      entities
          .createNativeQuery("DELETE FROM action_person WHERE ticket_id = ?1 AND round = ?2")
          .setParameter(1, ticket)
          .setParameter(2, round)
          .executeUpdate();
      return;
    }
    entities
        .createNativeQuery(
            "INSERT INTO action_person (ticket_id, round, person) VALUES (?1, ?2, ?3)"
                + " ON CONFLICT (ticket_id, round) DO UPDATE SET person = excluded.person")
        .setParameter(1, ticket)
        .setParameter(2, round)
        .setParameter(3, action.required("person").textValue())
        .executeUpdate();
  }

  /** Who is to do the action that this round of a ticket's ACTION clocks is about. */
  public Optional<String> person(UUID ticket, int round) {
    List<?> found =
        entities
            .createNativeQuery(
                "SELECT person FROM action_person WHERE ticket_id = ?1 AND round = ?2")
            .setParameter(1, ticket)
            .setParameter(2, round)
            .getResultList();
    return found.stream().map(String.class::cast).findFirst();
  }
}
