package io.heard.notifications.alerts;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.problem.QueryIds;
import io.heard.notifications.alerts.Alert.State;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.tickets.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Alerts as people look at them. */
@ApplicationScoped
@Transactional
public class AlertQueries {

  static final String ORDERING = "alert-newest";

  @Inject EntityManager entities;
  @Inject Tickets tickets;

  /**
   * What to look for; empty or null means any.
   *
   * @param ticket id or number
   */
  record Filter(List<State> states, Cause cause, String ticket, String team, String person) {}

  /**
   * An alert with all that a message about it says.
   *
   * @param ticket null for an alert about the system itself
   */
  public record Facts(AlertApi.View alert, TicketCopy ticket, Alert.Measure measure) {}

  /** Everything about an alert. */
  public Optional<Facts> facts(UUID id) {
    return Optional.ofNullable(entities.find(Alert.class, id))
        .map(
            alert -> {
              TicketCopy ticket = tickets.find(alert.bookId()).orElse(null);
              return new Facts(AlertApi.View.of(alert, ticket), ticket, alert.measure());
            });
  }

  /** Newest first; one row more than the page. */
  List<AlertApi.View> list(Filter filter, Limit limit, Cursor after) {
    StringBuilder query =
        new StringBuilder("select a, t from Alert a left join TicketCopy t on t.id = a.bookId");
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (!filter.states().isEmpty()) {
      add(query, parameters, "a.state in :states", "states", filter.states());
    }
    add(query, parameters, "a.cause = :cause", "cause", filter.cause());
    add(query, parameters, "a.ownerTeam = :team", "team", filter.team());
    add(query, parameters, "a.ownerPerson = :person", "person", filter.person());
    if (filter.ticket() != null) {
      Optional<UUID> book = book(filter.ticket());
      if (book.isEmpty()) {
        return List.of();
      }
      add(query, parameters, "a.bookId = :book", "book", book.get());
    }
    add(query, parameters, "a.id < :after", "after", after == null ? null : after.uuid(0));
    query.append(" order by a.id desc");
    TypedQuery<Object[]> typed = entities.createQuery(query.toString(), Object[].class);
    parameters.forEach(typed::setParameter);
    return typed
        .setMaxResults(limit.plusOne())
        .getResultStream()
        .map(row -> AlertApi.View.of((Alert) row[0], (TicketCopy) row[1]))
        .toList();
  }

  private Optional<UUID> book(String ticket) {
    return QueryIds.parse(ticket).or(() -> tickets.idOf(ticket));
  }

  private static void add(
      StringBuilder query,
      Map<String, Object> parameters,
      String condition,
      String name,
      Object value) {
    if (value != null) {
      query.append(parameters.isEmpty() ? " where " : " and ").append(condition);
      parameters.put(name, value);
    }
  }
}
