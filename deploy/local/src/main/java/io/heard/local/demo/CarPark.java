package io.heard.local.demo;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sent from desk to desk: the demand moves, the answer stays owed by whoever heard it first. */
final class CarPark implements Story {

  @Override
  public String title() {
    return "Car park";
  }

  @Override
  public String about() {
    return "Finance sends to the guard, the guard to the captain, the captain to the director.";
  }

  @Override
  public void play(Stage stage, TicketInHand ticket) throws IOException, InterruptedException {
    Person lin = stage.staff("lin", "frontline", "agent");
    Person bo = stage.staff("bo", "agent");
    Person wu = stage.staff("wu", "agent");
    Person zhao = stage.staff("zhao", "lead");
    atTheCounter(stage, ticket, lin);
    Instant owed = ticket.due("FIRST_FEEDBACK");
    String promise =
        Promises.made(
            stage,
            ticket,
            lin,
            "You hear from me tonight whether you get the 30 yuan back",
            stage.now().plusSeconds(21_600));
    fromDeskToDesk(stage, ticket, lin, bo, wu);
    stage.prove(
        "after three handoffs the answer is owed by", "lin", ticket.seen().text("receiver"));
    stage.prove(
        "and due when it was due before, " + Stage.time(owed),
        owed.equals(ticket.due("FIRST_FEEDBACK")));
    oneCompany(stage, ticket);
    decided(stage, ticket, promise, lin, zhao);
    Json entries = LedgerProof.of(stage, lin, ticket);
    theWay(stage, entries);
  }

  private static void atTheCounter(Stage stage, TicketInHand ticket, Person lin)
      throws IOException, InterruptedException {
    stage.tell("A visitor complains at the finance counter. It is not Lin's job; she logs it.");
    ticket.seen(
        lin.post(
            201,
            stage.tickets("/v1/tickets"),
            "customer",
            Map.of("name", "Mr Huang"),
            "channel",
            "COUNTER",
            "kind",
            "COMPLAINT",
            "subject",
            "Charged for the car park although the gate was broken",
            "statedRequest",
            "Waited half an hour at the broken gate, and was charged for it. Wants the 30 yuan back",
            "impact",
            "LOW"));
    stage.prove(ticket.number() + " is owned by", "lin", ticket.seen().text("owner.person"));
    stage.prove(
        "there is no way to reach him yet, and it was logged all the same",
        "NONE",
        ticket.seen().text("customer.link"));
  }

  private static void fromDeskToDesk(
      Stage stage, TicketInHand ticket, Person lin, Person bo, Person wu)
      throws IOException, InterruptedException {
    stage.tell("The gate is the guards'. Lin hands it over; the visitor is not sent anywhere.");
    ticket.seen(
        lin.post(
            201,
            ticket.uri(stage, "/handoffs"),
            "to",
            Map.of("team", "guards"),
            "reason",
            "The guards run the gate"));
    stage.prove("the owner is the team", "guards", ticket.seen().text("owner.team"));
    stage.tell("Bo, on guard, accepts it, but may not waive a charge. His captain is Wu.");
    ticket.seen(bo.post(200, ticket.uri(stage, "/acknowledge")));
    ticket.seen(
        bo.post(
            201,
            ticket.uri(stage, "/handoffs"),
            "to",
            Json.object("team", "guards", "person", "wu"),
            "reason",
            "A guard may not waive a charge"));
    stage.prove("the owner is", "wu", ticket.seen().text("owner.person"));
    stage.tell(
        "Captain Wu may waive one charge, but not settle what is to be done about the gate.");
    ticket.seen(
        wu.post(
            201,
            ticket.uri(stage, "/handoffs"),
            "to",
            Json.object("team", "management", "person", "zhao"),
            "reason",
            "Needs a rule for every day the gate is broken"));
    stage.prove("the owner is the director", "zhao", ticket.seen().text("owner.person"));
  }

  private static void oneCompany(Stage stage, TicketInHand ticket)
      throws IOException, InterruptedException {
    stage.tell("What the visitor sees by the link on his receipt: one company, no desks.");
    Json status = stage.customer("Mr Huang").get(ticket.statusLink()).json();
    stage.prove(
        "\"%s\": %s, you will hear from us by %s"
            .formatted(
                status.text("subject"),
                status.text("progress"),
                Stage.time(status.instant("nextFeedbackDueAt"))),
        "RECEIVED".equals(status.text("progress")));
    Set<String> shown =
        Set.of("number", "subject", "progress", "loggedAt", "lastFeedbackAt", "nextFeedbackDueAt");
    stage.prove(
        "no desk and no person: all he is shown is " + String.join(", ", status.names()),
        shown.equals(Set.copyOf(status.names())));
    String page = stage.customer("Mr Huang").page(ticket.statusLink(), "zh");
    stage.prove(
        "and on his phone a page in his language, that names no desk and no person",
        page.contains("<html lang=\"zh\"")
            && !page.contains("guards")
            && !page.contains("zhao")
            && !page.contains("management"));
  }

  private static void decided(
      Stage stage, TicketInHand ticket, String promise, Person lin, Person zhao)
      throws IOException, InterruptedException {
    stage.tell("Director Zhao decides, and would like to be done with it.");
    ticket.seen(zhao.post(200, ticket.uri(stage, "/start")));
    String outcome = "30 yuan paid back; no charge while the gate is broken";
    Answer refused = zhao.post(409, ticket.uri(stage, "/resolve"), "outcome", outcome);
    stage.prove(
        "nothing is done in silence",
        "urn:heard:problem:feedback-owed",
        refused.json().text("type"));

    stage.tell("Lin, who heard it first, tells the visitor. He is content.");
    ticket.seen(
        lin.post(
            201,
            ticket.uri(stage, "/feedbacks"),
            "text",
            "You have your 30 yuan back, and nobody pays any more while the gate is broken"));
    stage.prove("FIRST_FEEDBACK is", "MET", ticket.clock("FIRST_FEEDBACK").text("state"));
    ticket.seen(zhao.post(200, ticket.uri(stage, "/resolve"), "outcome", outcome));
    Promises.kept(stage, ticket, lin, promise, "KEPT");
    ticket.seen(
        lin.post(
            200,
            ticket.uri(stage, "/confirmation"),
            "satisfied",
            true,
            "comment",
            "Says at the counter that it is settled",
            "satisfaction",
            5,
            "effort",
            6));
    stage.prove("how easy it was made for him, of 7", 6L, ticket.seen().number("effort"));
    stage.prove("the demand is", "CLOSED", ticket.state());
  }

  private static void theWay(Stage stage, Json entries) {
    List<String> handoffs =
        entries.items().stream()
            .filter(entry -> "heard.ticket.handed-off.v1".equals(entry.text("type")))
            .map(
                entry ->
                    owner(entry.at("data.from"))
                        + " to "
                        + owner(entry.at("data.to"))
                        + " ("
                        + entry.text("data.reason")
                        + ")")
            .toList();
    stage.prove("the way it took: " + String.join(", ", handoffs), handoffs.size() == 3);
    Json confirmed = entries.where("type", "heard.ticket.confirmed.v1");
    stage.prove("confirmed through", "STAFF", confirmed.text("data.by"));
  }

  private static String owner(Json owner) {
    return owner.text("person") == null ? "the " + owner.text("team") : owner.text("person");
  }
}
