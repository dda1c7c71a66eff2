package io.heard.local.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Somebody who never bought anything complains in the press: a demand like any other. */
final class PressComplaint implements Story {

  @Override
  public String title() {
    return "In the press";
  }

  @Override
  public String about() {
    return "A complaint in the evening paper, by somebody who never bought anything from us.";
  }

  @Override
  public void play(Stage stage, TicketInHand ticket) throws IOException, InterruptedException {
    Person lu = stage.staff("lu", "frontline", "agent");
    Person han = stage.staff("han", "lead");
    seenInThePress(stage, ticket, lu);
    found(stage, ticket, lu);
    declinedAndReopened(stage, ticket, lu, han);
    promisedAndDone(stage, ticket, lu, han);
    noAnswer(stage, ticket, lu);
    theRate(stage, han);
    Json entries = LedgerProof.of(stage, lu, ticket);
    Json closed = entries.where("type", "heard.ticket.closed.v1");
    stage.prove(
        "closed because of NO_ANSWER, after attempts at "
            + closed.at("data.attempts").items().stream()
                .map(attempt -> Stage.time(Instant.parse(attempt.text())))
                .toList(),
        "NO_ANSWER".equals(closed.text("data.because"))
            && closed.at("data.attempts").items().size() == 2);
  }

  private static void seenInThePress(Stage stage, TicketInHand ticket, Person lu)
      throws IOException, InterruptedException {
    stage.tell(
        "Lu reads it over lunch. It is nobody's customer, and nobody asked us. She logs it.");
    ticket.seen(
        lu.post(
            201,
            stage.tickets("/v1/tickets"),
            "channel",
            "MEDIA",
            "kind",
            "COMPLAINT",
            "stage",
            "PRE_SALE",
            "statedRequest",
            "\"Their delivery vans race past the school every morning\" (a reader's letter)",
            "impact",
            "HIGH",
            "externalRef",
            "Evening News, page 7"));
    Json logged = ticket.seen();
    stage.prove(
        ticket.number() + " has no customer and no contact", "NONE", logged.text("customer.link"));
    stage.prove("and yet an owner", "lu", logged.text("owner.person"));
    stage.prove(
        "and clocks: first feedback by " + Stage.time(ticket.due("FIRST_FEEDBACK")),
        "RUNNING".equals(ticket.clock("FIRST_FEEDBACK").text("state")));
  }

  private static void found(Stage stage, TicketInHand ticket, Person lu)
      throws IOException, InterruptedException {
    stage.tell(
        "The paper gives her the reader's number. A contact cannot be added to a demand that is"
            + " logged, so Lu registers Ms Fang and notes her id on it.");
    String mark = stage.mark();
    String phone = "+86138" + mark.substring(mark.length() - 8);
    Json fang =
        lu.post(
                201,
                stage.customers("/v1/customers"),
                "name",
                "Ms Fang",
                "phones",
                List.of(phone),
                "values",
                List.of("REACH"))
            .json();
    URI search = stage.customers("/v1/customers?phone=" + phone.replace("+", "%2B"));
    Json known = lu.get(search).json().at("items").first();
    stage.prove("customer-service finds her by the number", fang.text("id"), known.text("id"));
    stage.prove("her scope, having bought nothing", "POTENTIAL", known.text("scope"));
    ticket.seen(
        lu.post(
            201,
            ticket.uri(stage, "/notes"),
            "text",
            "The reader is Ms Fang, customer " + fang.text("id")));
    stage.prove("a note names her, demand version", 2L, ticket.seen().number("version"));
  }

  private static void declinedAndReopened(Stage stage, TicketInHand ticket, Person lu, Person han)
      throws IOException, InterruptedException {
    stage.tell("Han, who leads the press office, finds no such tour, and tells her so.");
    Duration left = remaining(ticket);
    ticket.seen(
        han.post(
            200,
            ticket.uri(stage, "/decline"),
            "reason",
            "None of our tours passes the school; the van must be another company's",
            "channel",
            "PHONE"));
    stage.prove("the demand is", "DECLINED", ticket.state());
    stage.prove(
        "the reason told is the answer she was owed: FIRST_FEEDBACK is",
        "MET",
        ticket.clock("FIRST_FEEDBACK").text("state"));
    stage.prove("RESOLUTION no longer runs", "CANCELLED", ticket.clock("RESOLUTION").text("state"));

    stage.tell("She sends a photograph. It is our van, on a detour. Han was wrong, and says so.");
    ticket.seen(
        lu.post(
            201,
            ticket.uri(stage, "/contacts"),
            "channel",
            "EMAIL",
            "text",
            "Sends a photograph: our van, 07:42, School Road"));
    ticket.seen(
        han.post(
            200,
            ticket.uri(stage, "/reopen"),
            "reason",
            "She is right: the detour since Monday passes the school"));
    stage.prove("the demand is", "IN_PROGRESS", ticket.state());
    stage.prove("its cycle is", 2L, ticket.seen().number("cycle"));
    stage.prove(
        "RESOLUTION goes on with what was left, %s of %s, and does not start anew"
            .formatted(words(remaining(ticket)), words(left)),
        "RUNNING".equals(ticket.clock("RESOLUTION").text("state"))
            && remaining(ticket).compareTo(left) <= 0);
  }

  private static Duration remaining(TicketInHand ticket) {
    return Duration.parse(String.valueOf(ticket.clock("RESOLUTION").text("remaining")));
  }

  private static String words(Duration left) {
    return "%d h %d min %.1f s"
        .formatted(
            left.toHours(), left.toMinutesPart(), left.toSecondsPart() + left.toMillisPart() / 1e3);
  }

  private static void promisedAndDone(Stage stage, TicketInHand ticket, Person lu, Person han)
      throws IOException, InterruptedException {
    stage.tell("What she complained of is one thing, what she needs another; and who does what.");
    Json need =
        lu.post(
                201,
                ticket.uri(stage, "/clarifications"),
                "need",
                "That children get to school unharmed, and that somebody listens to her",
                "dimensions",
                List.of("EXPERIENCE"))
            .json();
    stage.prove("understood, version", 1L, need.number("version"));
    String promise =
        Promises.made(
            stage,
            ticket,
            lu,
            "No van passes the school before nine from Monday on",
            stage.now().plusSeconds(600));
    Json later =
        lu.post(
                200,
                ticket.uri(stage, "/promises/" + promise + "/renegotiate"),
                "due",
                stage.now().plusSeconds(7200).toString(),
                "agreedWithCustomer",
                Json.object("channel", "EMAIL", "text", "Tuesday is soon enough"))
            .json();
    stage.prove("agreed anew with her, before the date, times", 1L, later.number("renegotiated"));
    Json action =
        han.post(
                201,
                ticket.uri(stage, "/actions"),
                "what",
                "Move the tour to the ring road",
                "person",
                "han",
                "responsibleFor",
                "That every driver knows",
                "due",
                stage.now().plusSeconds(3600).toString())
            .json();
    han.post(200, ticket.uri(stage, "/actions/" + action.text("id") + "/done"));
    Promises.kept(stage, ticket, lu, promise, "KEPT");
  }

  private static void theRate(Stage stage, Person han) throws IOException, InterruptedException {
    stage.tell("How the house keeps its word: of all four stories, by whoever gave it.");
    Json people =
        han.get(stage.tickets("/v1/reports/promises?by=person&limit=200")).json().at("items");
    stage.prove(
        people.items().stream()
            .map(
                each ->
                    each.text("name")
                        + " "
                        + each.text("kept")
                        + " kept, "
                        + each.text("broken")
                        + " broken")
            .toList()
            .toString(),
        people.where("name", "lu").number("kept") >= 1
            && people.where("name", "mei").number("broken") >= 1);
  }

  private static void noAnswer(Stage stage, TicketInHand ticket, Person lu)
      throws IOException, InterruptedException {
    stage.tell("The tour is changed. Lu wants to tell Ms Fang, and to hear that it is good now.");
    ticket.seen(
        lu.post(
            201,
            ticket.uri(stage, "/feedbacks"),
            "channel",
            "PHONE",
            "text",
            "Said to her answering machine: you were right, our vans take the ring road now"));
    ticket.seen(
        lu.post(
            200,
            ticket.uri(stage, "/resolve"),
            "outcome",
            "Tour moved to the ring road, drivers told"));
    Answer refused = lu.post(400, ticket.uri(stage, "/close"), "because", "NO_ANSWER");
    stage.prove(
        "\"no answer\" has to be proved with dates",
        "/attempts",
        refused.json().at("errors").first().text("pointer"));
    Instant now = stage.now().truncatedTo(ChronoUnit.SECONDS);
    ticket.seen(
        lu.post(
            200,
            ticket.uri(stage, "/close"),
            "because",
            "NO_ANSWER",
            "note",
            "Called twice, does not pick up",
            "attempts",
            List.of(now.minusSeconds(1).toString(), now.toString())));
    stage.prove("the demand is", "CLOSED", ticket.state());
  }
}
