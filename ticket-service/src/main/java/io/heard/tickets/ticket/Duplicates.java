package io.heard.tickets.ticket;

import io.heard.kit.security.Caller;
import io.heard.tickets.access.CallerRights;
import io.heard.tickets.customer.CustomerLink;
import io.heard.tickets.ticket.TicketApi.PossibleDuplicate;
import io.heard.tickets.ticket.TicketApi.PossibleDuplicate.Why;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Finds open demands that a new one may be a repeat of: the same customer, recent, in similar
 * words. An offer for a person to decide; nothing follows from it by itself. The database only
 * hands over the customer's latest open demands (an index, a few rows); the words are compared
 * here.
 */
@ApplicationScoped
public class Duplicates {

  private static final int LOOKED_AT = 20;
  private static final int OFFERED = 5;
  private static final double WITH_SAME_PRODUCT = 0.5;

  private static final String SELECT =
      "SELECT id, number, subject, state, logged_at, product, external_ref, left(stated_request, 2000) AS request FROM ticket WHERE ";
  private static final String OPEN =
      " AND state NOT IN ('CLOSED', 'DECLINED', 'MERGED') AND logged_at >= ? AND id <> ? AND (NOT ? OR client = ?)"
          + " ORDER BY id DESC LIMIT "
          + LOOKED_AT;
  private static final String OF_CUSTOMER = SELECT + "customer_id = ?" + OPEN;
  private static final String BY_CONTACT =
      SELECT
          + "customer_link = 'PENDING' AND ((customer_phone IS NOT NULL AND customer_phone = ?)"
          + " OR (customer_email IS NOT NULL AND customer_email = ?))"
          + OPEN;

  @Inject DataSource dataSource;
  @Inject RepeatSettings settings;

  private record Known(PossibleDuplicate offer, String product, String externalRef, String words) {}

  /**
   * What the ticket may be a repeat of, the likeliest first; empty, without asking the database,
   * when nothing says who the customer is.
   */
  List<PossibleDuplicate> of(Ticket ticket, Caller caller) {
    boolean known = ticket.customerId != null;
    boolean reachable = ticket.customerPhone != null || ticket.customerEmail != null;
    if (!known && !(ticket.customerLink == CustomerLink.PENDING && reachable)) {
      return List.of();
    }
    Instant since = ticket.loggedAt.minus(settings.window());
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(known ? OF_CUSTOMER : BY_CONTACT)) {
      int position = 1;
      if (known) {
        select.setObject(position++, ticket.customerId);
      } else {
        select.setString(position++, ticket.customerPhone);
        select.setString(position++, ticket.customerEmail);
      }
      select.setObject(position++, OffsetDateTime.ofInstant(since, ZoneOffset.UTC));
      select.setObject(position++, ticket.id());
      select.setBoolean(position++, CallerRights.isOnlyIntegration(caller));
      select.setString(position, caller.client());
      return likeliest(ticket, read(select));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Known> read(PreparedStatement select) throws SQLException {
    List<Known> found = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        PossibleDuplicate offer =
            new PossibleDuplicate(
                row.getObject("id", UUID.class),
                row.getString("number"),
                row.getString("subject"),
                TicketState.valueOf(row.getString("state")),
                row.getObject("logged_at", OffsetDateTime.class).toInstant(),
                0,
                List.of());
        found.add(
            new Known(
                offer,
                row.getString("product"),
                row.getString("external_ref"),
                words(row.getString("subject"), row.getString("request"))));
      }
    }
    return found;
  }

  private List<PossibleDuplicate> likeliest(Ticket ticket, List<Known> known) {
    String words = words(ticket.subject, ticket.statedRequest);
    return known.stream()
        .map(candidate -> judge(ticket, words, candidate))
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingDouble(PossibleDuplicate::score).reversed())
        .limit(OFFERED)
        .toList();
  }

  /** Null when it is another matter. */
  private PossibleDuplicate judge(Ticket ticket, String words, Known known) {
    PossibleDuplicate offer = known.offer();
    double score =
        Math.max(
            TextSimilarity.of(ticket.subject, offer.subject()),
            TextSimilarity.of(words, known.words()));
    boolean product = ticket.product != null && ticket.product.equals(known.product());
    boolean reference =
        ticket.externalRef != null && ticket.externalRef.equals(known.externalRef());
    boolean similar =
        score >= (product ? settings.similarity() * WITH_SAME_PRODUCT : settings.similarity());
    if (!similar && !reference) {
      return null;
    }
    List<Why> why = new ArrayList<>(List.of(Why.SAME_CUSTOMER));
    if (similar) {
      why.add(Why.SIMILAR_WORDS);
    }
    if (product) {
      why.add(Why.SAME_PRODUCT);
    }
    if (reference) {
      why.add(Why.SAME_REFERENCE);
    }
    double rounded = Math.round((reference ? 1 : score) * 100) / 100.0;
    return new PossibleDuplicate(
        offer.id(), offer.number(), offer.subject(), offer.state(), offer.loggedAt(), rounded, why);
  }

  private static String words(String subject, String request) {
    return request == null || request.startsWith(subject)
        ? Objects.requireNonNullElse(request, subject)
        : subject + "\n" + request;
  }
}
