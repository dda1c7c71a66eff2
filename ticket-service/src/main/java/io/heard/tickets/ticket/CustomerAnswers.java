package io.heard.tickets.ticket;

import io.heard.kit.http.RequestId;
import io.heard.kit.ledger.Origin;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.status.StatusTokens;
import io.heard.tickets.ticket.TicketApi.Channel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the customer says by their link. It is taken whatever has become of the demand since they
 * opened it: as the answer while one is awaited or was given up, as a contact that is owed an
 * answer otherwise, and where it lives on if it was merged (docs/adr/0093).
 */
@ApplicationScoped
class CustomerAnswers {

  private static final String ACTOR = "customer";
  private static final String NOT_DONE = "The customer says it is not done";

  @Inject StatusTokens tokens;
  @Inject CustomerStatus status;
  @Inject CustomerWords words;
  @Inject Tickets tickets;
  @Inject Debts debts;
  @Inject SlaPolicies policies;
  @Inject RepeatSettings repeats;
  @Inject Clock clock;

  /**
   * Takes the customer's word; the same again changes nothing. 409 for a yes to what is not done.
   */
  @Transactional
  CustomerStatus.View take(String token, TicketApi.Confirmation said) {
    UUID id = debts.ticket(tokens.ticketId(token).orElseThrow(CustomerStatus::unknown).toString());
    // in the order of ids, as mergers and erasures lock them
    Stream.of(id, debts.home(id)).distinct().sorted().forEach(tickets::lock);
    Ticket asked = tickets.lock(id);
    Ticket home = asked;
    while (home.mergedInto != null) {
      home = tickets.lock(home.mergedInto);
    }
    status.requireAlive(asked, home);
    Instant now = clock.instant();
    if (said.satisfied()) {
      yes(asked, home, said, now);
    } else if (isTheirs(asked, home)) {
      no(home, said, now);
    } else {
      noOfAnother(asked, home, said, now);
    }
    return status.view(asked, home);
  }

  private void yes(Ticket asked, Ticket home, TicketApi.Confirmation said, Instant now) {
    boolean theirs = isTheirs(asked, home);
    boolean over = home.state == TicketState.CLOSED;
    boolean repeated = home.confirmed && (over || home.state == TicketState.RESOLVED);
    if (theirs ? repeated : over) {
      return;
    }
    if (!theirs) {
      throw home.state.illegal("It lives on in another demand, which is not theirs to confirm.");
    }
    home.confirm(said, Closing.CUSTOMER, now, policies.match(home.facts()));
    save(home);
  }

  private static boolean isTheirs(Ticket asked, Ticket home) {
    return home == asked || home.isOfSameCustomer(asked);
  }

  private void no(Ticket home, TicketApi.Confirmation said, Instant now) {
    if (home.state == TicketState.RESOLVED || Closing.closedUnheard(home)) {
      home.confirm(said, Closing.CUSTOMER, now, policies.match(home.facts()));
    } else if (words.heardAlready(home.id(), said.comment(), text(said))) {
      return;
    } else {
      home.contacted(Channel.WEB, text(said), null, now, policies::match, repeats.chasingFrom());
    }
    save(home);
  }

  /**
   * The customer of a merged ticket, who is not the survivor's. Their words stay on their own
   * ticket, where the survivor's customer never gets them; the survivor owes the answer.
   */
  private void noOfAnother(Ticket asked, Ticket home, TicketApi.Confirmation said, Instant now) {
    boolean owed = home.merged().owing(asked.id()).isPresent();
    if (owed && words.heardAlready(asked.id(), said.comment(), text(said))) {
      return;
    }
    asked.lastContactAt = now;
    asked.contactCount++;
    Map<String, Object> contact = new LinkedHashMap<>();
    contact.put("channel", Channel.WEB);
    contact.put("text", text(said));
    contact.put("contacts", asked.contactCount + 1);
    contact.put("chasing", false);
    asked.enter("contacted", now, contact, now);
    save(asked);
    String pointer =
        "The customer of "
            + asked.number
            + ", which lives on here, says by their link that it is not done. Their words are on that ticket; answer with told.";
    home.enter(
        "noted",
        now,
        Map.of("text", pointer),
        clocks ->
            new Conversation(home)
                .oweAnswerTo(
                    home.merged().other(asked.id()).orElseThrow(),
                    policies.match(home.facts()),
                    now),
        now);
    save(home);
  }

  private void save(Ticket ticket) {
    tickets.save(ticket, new Origin(ACTOR, RequestId.current(), null));
  }

  /** As a contact has it: with the scores, which have no place of their own there. */
  private static String text(TicketApi.Confirmation said) {
    String words = said.comment() == null || said.comment().isBlank() ? NOT_DONE : said.comment();
    StringBuilder text = new StringBuilder(words);
    if (said.satisfaction() != null) {
      text.append(" [satisfaction ").append(said.satisfaction()).append("/5]");
    }
    if (said.effort() != null) {
      text.append(" [effort ").append(said.effort()).append("/7]");
    }
    return text.toString();
  }
}
