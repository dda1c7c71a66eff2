package io.heard.local.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Three calls, "within a week", and nobody came: here the clock notices, and the right people hear
 * of it.
 */
final class WaterPurifier implements Story {
  /** What "a week" is in the demo: long enough for two more calls. */
  private static final String WEEK = "PT4S";

  private static final String OUTCOME = "Filter changed, water tested with her";

  @Override
  public String title() {
    return "Water purifier";
  }

  @Override
  public String about() {
    return "Three calls, \"within a week\", and nobody came. (For this one demand a week is "
        + Duration.parse(WEEK).toSeconds()
        + " seconds.)";
  }

  @Override
  public void play(Stage stage, TicketInHand ticket) throws IOException, InterruptedException {
    stage.tell("Before it begins: who works where, and the week of seconds.");
    Cast cast = new Cast(stage);
    cast.team("field-service", "zhang");
    cast.member("mei", "Mei", "front-desk");
    cast.member("zhang", "Zhang", "field-service");
    cast.member("wang", "Wang", "field-service");
    Person mei = stage.staff("mei", "frontline", "agent");
    Person wang = stage.staff("wang", "agent");
    Person zhang = stage.staff("zhang", "lead");
    String promise;
    try (ShortWeek week = ShortWeek.begin(stage, WEEK)) {
      firstCall(stage, ticket, mei, week.tag());
      knownToCustomerService(stage, ticket, mei);
      promise = nobodyComes(stage, ticket, mei, wang);
    }
    Json alert = theAlert(stage, ticket, zhang);
    glance(stage, ticket, mei);
    theDeed(stage, ticket, alert, promise, mei, wang, zhang);
    confirmed(stage, ticket, mei);
  }

  private static void firstCall(Stage stage, TicketInHand ticket, Person mei, String tag)
      throws IOException, InterruptedException {
    stage.tell("Mrs Chen calls: the filter has to be changed. Mei takes it down in one go.");
    Json logged =
        ticket.seen(
            mei.post(
                201,
                stage.tickets("/v1/tickets"),
                "customer",
                Json.object("name", "Mrs Chen", "phone", "+86 755 2345 6780"),
                "channel",
                "PHONE",
                "kind",
                "REQUEST",
                "subject",
                "Filter change for the water purifier",
                "statedRequest",
                "Wants somebody to come and change the filter",
                "urgency",
                "HIGH",
                "product",
                "WP-300",
                "team",
                "field-service",
                "tags",
                List.of(tag)));
    stage.prove(ticket.number() + " is", "LOGGED", ticket.state());
    stage.prove("its owner is the team", "field-service", logged.text("owner.team"));
    stage.prove("the answer is owed by whoever heard it", "mei", logged.text("receiver"));
    stage.prove(
        "due: accepted by %s, first feedback by %s, resolved by %s"
            .formatted(
                Stage.time(ticket.due("ACKNOWLEDGE")),
                Stage.time(ticket.due("FIRST_FEEDBACK")),
                Stage.time(ticket.due("RESOLUTION"))),
        logged.at("clocks").items().stream()
            .allMatch(clock -> "RUNNING".equals(clock.text("state"))));
  }

  private static void knownToCustomerService(Stage stage, TicketInHand ticket, Person mei)
      throws IOException, InterruptedException {
    Json linked =
        stage.await(
            "the customer to be linked",
            () ->
                Optional.of(mei.glance(ticket.uri(stage, "")))
                    .filter(answer -> "LINKED".equals(answer.json().text("customer.link")))
                    .map(ticket::seen));
    stage.prove(
        "over events, customer-service knows her by her number: " + linked.text("customer.id"),
        linked.text("customer.id") != null);
  }

  /** What she was promised. */
  private static String nobodyComes(Stage stage, TicketInHand ticket, Person mei, Person wang)
      throws IOException, InterruptedException {
    stage.tell("Wang of field service accepts it, and Mei tells Mrs Chen what he said.");
    ticket.seen(wang.post(200, ticket.uri(stage, "/acknowledge"), "note", "Next tour"));
    stage.prove("now a person owns it", "wang", ticket.seen().text("owner.person"));
    ticket.seen(
        mei.post(201, ticket.uri(stage, "/feedbacks"), "text", "Somebody comes within a week"));
    stage.prove("FIRST_FEEDBACK is", "MET", ticket.clock("FIRST_FEEDBACK").text("state"));
    Instant due = ticket.due("NEXT_FEEDBACK");
    stage.prove(
        "words do not end it: the next sign of life is owed by " + Stage.time(due),
        "RUNNING".equals(ticket.clock("NEXT_FEEDBACK").text("state")));
    stage.tell("That was a promise, and it is kept as one.");
    String promise = Promises.made(stage, ticket, mei, "Somebody comes within a week", due);

    stage.tell("Mrs Chen calls a second time, and a third. Nobody has been there.");
    ticket.seen(
        mei.post(201, ticket.uri(stage, "/contacts"), "text", "Second call: when do you come?"));
    ticket.seen(
        mei.post(201, ticket.uri(stage, "/contacts"), "text", "Third call: nobody has come"));
    stage.prove(
        "calling again does not put the clock back: still owed by " + Stage.time(due),
        due.equals(ticket.due("NEXT_FEEDBACK")));
    return promise;
  }

  private static Json theAlert(Stage stage, TicketInHand ticket, Person zhang)
      throws IOException, InterruptedException {
    stage.tell("The week passes. Nobody has to look for it: the clock runs out, and tells.");
    URI breaches = stage.notifications("/v1/alerts?cause=CLOCK_BREACHED&ticket=" + ticket.number());
    Json alert =
        stage.await(
            "the alert",
            () -> zhang.glance(breaches).json().at("items").items().stream().findFirst());
    stage.prove("exactly one alert", 1, zhang.get(breaches).json().at("items").items().size());
    stage.prove("raised by the clock", "NEXT_FEEDBACK", alert.text("clock"));
    Duration late = Duration.between(alert.instant("dueAt"), alert.instant("raisedAt"));
    stage.prove(
        "raised %.2f seconds after the due time, not before it".formatted(late.toMillis() / 1e3),
        !late.isNegative());
    String id = alert.text("id");
    List<AlertMails.Mail> mails =
        stage.await(
            "the mail",
            () -> {
              Json sent =
                  zhang
                      .glance(stage.notifications("/v1/deliveries?alert=" + id))
                      .json()
                      .at("items");
              boolean all =
                  !sent.items().isEmpty()
                      && sent.items().stream()
                          .allMatch(each -> "DELIVERED".equals(each.text("state")));
              return Optional.of(AlertMails.about(id, stage.mail()))
                  .filter(found -> all && found.size() >= sent.items().size());
            });
    stage.prove(
        "mailed to %s: %s"
            .formatted(
                mails.stream().map(AlertMails.Mail::to).collect(Collectors.joining(", ")),
                mails.get(0).subject()),
        mails.stream().allMatch(mail -> mail.subject().contains(ticket.number())));
    return alert;
  }

  private static void brokenPromise(Stage stage, TicketInHand ticket, Person mei, URI overview)
      throws IOException, InterruptedException {
    stage.await(
        "the broken promise in the overview",
        () ->
            mei.glance(overview).json().at("promises").items().stream()
                .filter(each -> ticket.seen().text("id").equals(each.text("ticketId")))
                .filter(each -> "true".equals(each.text("broken")))
                .findFirst());
    Json alerts =
        mei.get(stage.notifications("/v1/alerts?cause=PROMISE_BROKEN&ticket=" + ticket.number()))
            .json();
    stage.prove(
        "the word given to her is broken: alerts of it", 1, alerts.at("items").items().size());
  }

  private static void glance(Stage stage, TicketInHand ticket, Person mei)
      throws IOException, InterruptedException {
    stage.tell("Whoever picks up the phone now sees at a glance what Mrs Chen has been through.");
    URI overview =
        stage.customers("/v1/customers/" + ticket.seen().text("customer.id") + "/overview");
    stage.await(
        "the third call in the overview",
        () ->
            Optional.of(mei.glance(overview).json().at("open").where("number", ticket.number()))
                .filter(each -> "2".equals(each.text("repeatContacts"))));
    Json demand = mei.get(overview).json().at("open").where("number", ticket.number());
    stage.prove("she had to come back on it, times", 2L, demand.number("repeatContacts"));
    stage.prove("what is owed next", "NEXT_FEEDBACK", demand.text("nextDue.kind"));
    brokenPromise(stage, ticket, mei, overview);
  }

  private static void theDeed(
      Stage stage,
      TicketInHand ticket,
      Json alert,
      String broken,
      Person mei,
      Person wang,
      Person zhang)
      throws IOException, InterruptedException {
    URI one = stage.notifications("/v1/alerts/" + alert.text("id"));
    stage.tell("Zhang, who leads field service, takes the alert. That alone does not end it.");
    Json taken = zhang.post(200, URI.create(one + "/acknowledge")).json();
    stage.prove("the alert is", "ACKNOWLEDGED", taken.text("state"));
    stage.prove("taken by", "zhang", taken.text("acknowledgedBy"));

    stage.tell("He sends Wang at once, and Mei tells Mrs Chen. That is what was owed.");
    ticket.seen(wang.post(200, ticket.uri(stage, "/start"), "note", "On the way"));
    ticket.seen(
        mei.post(
            201,
            ticket.uri(stage, "/feedbacks"),
            "text",
            "We are sorry. Wang rings at your door this morning"));
    Json ended =
        stage.await(
            "the end of the alert",
            () ->
                Optional.of(zhang.glance(one).json())
                    .filter(each -> "RESOLVED".equals(each.text("state"))));
    stage.prove("the deed has ended the alert; it was done by", "mei", ended.text("resolvedBy"));

    String anew =
        Promises.made(
            stage,
            ticket,
            mei,
            "Wang rings at your door this morning",
            stage.now().plusSeconds(3600));
    action(stage, ticket, wang, zhang);
    Promises.kept(stage, ticket, mei, anew, "KEPT");
    stage.tell("The first promise is done as well, too late: it stays broken.");
    Promises.kept(stage, ticket, mei, broken, "BROKEN");
    ticket.seen(wang.post(200, ticket.uri(stage, "/resolve"), "outcome", OUTCOME));
    stage.prove("the demand is", "RESOLVED", ticket.state());
    stage.prove("RESOLUTION is", "MET", ticket.clock("RESOLUTION").text("state"));
  }

  private static void action(Stage stage, TicketInHand ticket, Person wang, Person zhang)
      throws IOException, InterruptedException {
    stage.tell("Zhang plans it: who, responsible for what, by when.");
    Json action =
        zhang
            .post(
                201,
                ticket.uri(stage, "/actions"),
                "what",
                "Change the filter",
                "person",
                "wang",
                "responsibleFor",
                "That the water runs clear, and the old filter is disposed of",
                "due",
                stage.now().plusSeconds(3600).toString())
            .json();
    Answer refused = wang.post(409, ticket.uri(stage, "/resolve"), "outcome", OUTCOME);
    stage.prove(
        "nothing is resolved with an action open",
        "urn:heard:problem:actions-open",
        refused.json().text("type"));
    stage.tell("Wang changes the filter.");
    Json done = wang.post(200, ticket.uri(stage, "/actions/" + action.text("id") + "/done")).json();
    stage.prove("the action is", "DONE", done.text("state"));
  }

  private static void confirmed(Stage stage, TicketInHand ticket, Person mei)
      throws IOException, InterruptedException {
    stage.tell("Mrs Chen has the last word, by the link on her receipt. She needs no login.");
    Person chen = stage.customer("Mrs Chen");
    URI link = ticket.statusLink();
    stage.prove("she reads", "DONE_PLEASE_CONFIRM", chen.get(link).json().text("progress"));
    chen.post(200, URI.create(link + "/confirmation"), "satisfied", true, "comment", "At last!");
    ticket.seen(mei.get(ticket.uri(stage, "")));
    stage.prove("the demand is", "CLOSED", ticket.state());
    Json entries = LedgerProof.of(stage, mei, ticket);
    Json confirmed = entries.where("type", "heard.ticket.confirmed.v1");
    stage.prove("satisfied, and by her own word", "CUSTOMER", confirmed.text("data.by"));
  }
}
