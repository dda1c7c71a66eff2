package io.heard.local.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Asked for one thing, needing another: what was said is kept, what is needed decides. */
final class SourDates implements Story {

  @Override
  public String title() {
    return "Sour dates";
  }

  @Override
  public String about() {
    return "Asked for a refund; needed something his sick mother can eat, by tonight.";
  }

  @Override
  public void play(Stage stage, TicketInHand ticket) throws IOException, InterruptedException {
    Person ana = stage.staff("ana", "frontline");
    Person sun = stage.staff("sun", "agent");
    asAsked(stage, ticket, ana);
    newCustomer(stage, ticket, ana);
    theNeed(stage, ticket, sun);
    whatWasNeeded(stage, ticket, ana, sun);
    LedgerProof.of(stage, ana, ticket);
  }

  private static void asAsked(Stage stage, TicketInHand ticket, Person ana)
      throws IOException, InterruptedException {
    stage.tell(
        "A customer writes in the chat. Ana logs it as he says it; the network is slow, and her"
            + " impatient client sends it twice at the same time, under one Idempotency-Key.");
    URI tickets = stage.tickets("/v1/tickets");
    String key = UUID.randomUUID().toString();
    Object[] demand = {
      "customer",
      Json.object("name", "Mr Song", "email", "song." + stage.mark() + "@example.com"),
      "channel",
      "CHAT",
      "kind",
      "COMPLAINT",
      "subject",
      "Refund for sour dates",
      "statedRequest",
      "The dates are sour. I want my money back",
      "impact",
      "LOW",
      "urgency",
      "LOW",
      "product",
      "red dates 500 g"
    };
    List<Answer> answers = ana.postTwice(tickets, key, demand);
    Json first = ticket.seen(answers.get(0));
    stage.prove(
        "both answers name the same demand, " + ticket.number(),
        first.text("id"),
        answers.get(1).json().text("id"));
    long replays =
        answers.stream().filter(a -> "true".equals(a.header("Idempotent-Replay"))).count();
    stage.prove("answers marked Idempotent-Replay: true", 1L, replays);
    demand[demand.length - 1] = "red dates 1 kg";
    Answer refused = ana.postAgain(422, tickets, key, demand);
    stage.prove(
        "the same key for something else is refused",
        "urn:heard:problem:idempotency-key-reused",
        refused.json().text("type"));
    stage.prove("nobody has asked further yet, so it is", "P4", first.text("priority"));
  }

  private static void newCustomer(Stage stage, TicketInHand ticket, Person ana)
      throws IOException, InterruptedException {
    stage.tell("Nobody has ever heard of Mr Song. Nobody has to register him, either.");
    URI search = stage.customers("/v1/customers?email=song." + stage.mark() + "@example.com");
    stage.await(
        "the new customer",
        () ->
            Optional.of(ana.glance(ticket.uri(stage, "")))
                .filter(answer -> "LINKED".equals(answer.json().text("customer.link")))
                .map(ticket::seen));
    Json found = ana.get(search).json().at("items").first();
    stage.prove(
        "the demand is linked to the customer it made known",
        found.text("id"),
        ticket.seen().text("customer.id"));
    stage.prove("his scope is", "POTENTIAL", found.text("scope"));
    Json his = ana.get(stage.tickets("/v1/tickets?customer=" + found.text("id"))).json();
    stage.prove("sent twice, logged once: his demands are", 1, his.at("items").items().size());
  }

  private static void theNeed(Stage stage, TicketInHand ticket, Person sun)
      throws IOException, InterruptedException {
    stage.tell("Sun takes it on, and asks a question instead of filling in a refund form.");
    ticket.seen(sun.post(200, ticket.uri(stage, "/acknowledge")));
    ticket.seen(
        sun.post(
            201,
            ticket.uri(stage, "/contacts"),
            "text",
            "The dates were for his mother. She is ill, and eats nothing but sweet dates"));
    Instant dueBefore = ticket.due("RESOLUTION");
    ticket.seen(
        sun.patch(
            ticket.uri(stage, ""),
            ticket.seen().number("version"),
            "impact",
            "HIGH",
            "urgency",
            "HIGH"));
    Json known = ticket.seen();
    need(stage, ticket, sun);
    stage.prove("the priority is now", "P1", known.text("priority"));
    Instant dueNow = ticket.due("RESOLUTION");
    stage.prove(
        "and it is due %s instead of %s".formatted(Stage.time(dueNow), Stage.time(dueBefore)),
        dueNow.isBefore(dueBefore));
    stage.prove(
        "what he said stays as he said it",
        "The dates are sour. I want my money back",
        known.text("statedRequest"));
  }

  private static void need(Stage stage, TicketInHand ticket, Person sun)
      throws IOException, InterruptedException {
    stage.tell("Beside what he asked for stands what is behind it, and what is still to be asked.");
    Json need =
        sun.post(
                201,
                ticket.uri(stage, "/clarifications"),
                "need",
                "Something sweet that his sick mother can eat, by tonight",
                "dimensions",
                List.of("FUNCTION_MAIN", "EXPERIENCE"),
                "benefits",
                List.of("SAVES_TIME", "GIVES_JOY"),
                "questions",
                List.of("Is there anything she must not eat?"))
            .json();
    stage.prove("what is needed, version", 1L, need.number("version"));
    URI overview =
        stage.customers("/v1/customers/" + ticket.seen().text("customer.id") + "/overview");
    Json question =
        stage.await(
            "the question in the overview",
            () -> sun.glance(overview).json().at("questions").items().stream().findFirst());
    stage.prove(
        "whoever has him at the phone next sees what to ask",
        "Is there anything she must not eat?",
        question.text("text"));
    Json answered =
        sun.post(
                200,
                ticket.uri(stage, "/questions/" + question.text("id") + "/answer"),
                "answer",
                "No nuts")
            .json();
    stage.prove("asked, and", "ANSWERED", answered.text("state"));
  }

  private static void whatWasNeeded(Stage stage, TicketInHand ticket, Person ana, Person sun)
      throws IOException, InterruptedException {
    stage.tell("A courier takes a box of sweet dates to his door. The refund he gets as well.");
    ticket.seen(sun.post(200, ticket.uri(stage, "/start")));
    ticket.seen(
        ana.post(
            201,
            ticket.uri(stage, "/feedbacks"),
            "text",
            "A box of sweet dates is with you before seven; keep the sour ones for tea"));
    String promise =
        Promises.made(
            stage, ticket, ana, "Sweet dates at the door by seven", stage.now().plusSeconds(7200));
    Promises.kept(stage, ticket, sun, promise, "KEPT");
    ticket.seen(
        sun.post(
            200,
            ticket.uri(stage, "/resolve"),
            "outcome",
            "Sweet dates by courier at 18:40, tasted before packing; refund of the sour ones"));
    stage.prove("RESOLUTION is", "MET", ticket.clock("RESOLUTION").text("state"));
    Person song = stage.customer("Mr Song");
    URI link = ticket.statusLink();
    Json said =
        song.post(
                200,
                URI.create(link + "/confirmation"),
                "satisfied",
                true,
                "comment",
                "She has eaten. Thank you")
            .json();
    stage.prove("by his own word it is", "CLOSED", said.text("progress"));
    ticket.seen(ana.get(ticket.uri(stage, "")));
  }
}
