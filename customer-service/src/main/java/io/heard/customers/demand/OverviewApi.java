package io.heard.customers.demand;

import io.heard.customers.customer.CustomerApi;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the person at the phone must know of a customer at a glance. */
public final class OverviewApi {

  private static final String WHOSE =
      "Whose it is: the customer, one merged into it, or one of the organisation's people";

  private OverviewApi() {}

  /** One customer at a glance. */
  @Schema(
      name = "CustomerOverview",
      description = "What is owed to a customer, and what was said last")
  public record Overview(
      CustomerApi.Customer customer,
      Totals totals,
      @Schema(description = "Open demands, the most urgent first, at most 50") List<Demand> open,
      @Schema(
              description =
                  "What was promised on open demands and is not kept yet, the earliest first, at most 50")
          List<Promise> promises,
      @Schema(
              description =
                  "What to ask at this contact: open questions on any of the demands, the oldest first, at most 50")
          List<Question> questions,
      @Schema(description = "The last 20 things said in either direction, newest first")
          List<Exchange> exchanges,
      @Schema(
              description =
                  "What the customer said last when asked whether it is done; null when never asked")
          Verdict lastVerdict) {

    /** Whose data it shows: the customer's, and theirs of whom anything in it is. */
    Set<UUID> customers() {
      Set<UUID> all = new LinkedHashSet<>(Set.of(customer.id()));
      open.forEach(demand -> all.add(demand.customer()));
      promises.forEach(promise -> all.add(promise.customer()));
      questions.forEach(question -> all.add(question.customer()));
      exchanges.forEach(exchange -> all.add(exchange.customer()));
      if (lastVerdict != null) {
        all.add(lastVerdict.customer());
      }
      return all;
    }
  }

  /** Numbers over all demands. */
  @Schema(name = "CustomerTotals")
  public record Totals(
      @Schema(description = "Demands ever logged") int demands,
      @Schema(description = "Those neither closed nor declined nor merged") int open,
      @Schema(
              description =
                  "How often the customer had to come back on what is still open; answers to what they were asked do not count")
          int repeatContacts,
      @Schema(description = "Demands of which the customer said that they are done") int satisfied,
      @Schema(description = "Demands of which the customer said last that they are not done")
          int dissatisfied,
      @Schema(description = "Promises that were broken, ever") int brokenPromises) {}

  /** An open demand. */
  @Schema(name = "OpenDemand")
  public record Demand(
      @Schema(description = "Ticket") UUID id,
      @Schema(description = WHOSE) UUID customer,
      @Schema(description = "Number for people", examples = "D-2026-0000042") String number,
      String subject,
      String kind,
      String priority,
      String state,
      Owner owner,
      @Schema(description = "Who owes the customer the answer") String receiver,
      Instant loggedAt,
      @Schema(description = "The clock that runs out next, or ran out first; null when none runs")
          Due nextDue,
      @Schema(
              description =
                  "How often the customer had to come back on it; answers to what they were asked do not count")
          int repeatContacts) {}

  /** Who is accountable. */
  @Schema(name = "DemandOwner")
  public record Owner(String team, String person) {}

  /** When what is due. */
  @Schema(name = "DemandDue")
  public record Due(
      @Schema(description = "Kind of clock", examples = "FIRST_FEEDBACK") String kind,
      @Schema(description = "RFC 3339, UTC; in the past when it is overdue") Instant at) {}

  /** Something promised. */
  @Schema(name = "OpenPromise")
  public record Promise(
      @Schema(description = "Ticket") UUID ticketId,
      @Schema(description = WHOSE) UUID customer,
      @Schema(description = "What was promised") String what,
      @Schema(description = "RFC 3339, UTC") Instant due,
      @Schema(description = "The date has passed") boolean broken) {}

  /** Something to ask. */
  @Schema(name = "QuestionToAsk")
  public record Question(
      @Schema(
              description = "Answered with POST /v1/tickets/{ticketId}/questions/{id}/answer",
              examples = "01995a3c-0f5e-7c3e-9d0a-2f1e4b7c8d90")
          UUID id,
      @Schema(description = "Its first 2,000 characters") String text,
      @Schema(description = "RFC 3339, UTC") Instant askedAt,
      @Schema(description = "Ticket it is about") UUID ticketId,
      @Schema(description = "Number of the ticket") String number,
      @Schema(description = WHOSE) UUID customer) {}

  /** What a customer said to what was done. */
  @Schema(name = "CustomerVerdict")
  public record Verdict(
      @Schema(description = "RFC 3339, UTC") Instant at,
      @Schema(description = "Whether it is done") boolean satisfied,
      @Schema(description = "In the customer's words, null when there were none") String comment,
      @Schema(description = "Ticket it is about") UUID ticketId,
      @Schema(description = WHOSE) UUID customer) {}

  /** Who spoke. */
  public enum Direction {
    FROM_CUSTOMER,
    TO_CUSTOMER
  }

  /** Something said. */
  @Schema(name = "CustomerExchange")
  public record Exchange(
      @Schema(description = "RFC 3339, UTC") Instant at,
      Direction direction,
      String channel,
      @Schema(description = "What was said, its first 2,000 characters") String text,
      @Schema(description = "Ticket it is about") UUID ticketId,
      @Schema(description = "Number of the ticket") String number,
      @Schema(description = WHOSE) UUID customer) {}
}
