package io.heard.local.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;

/** What customers are promised in the stories, and what becomes of it. */
final class Promises {

  private Promises() {}

  /** Somebody promises something; its id. */
  static String made(Stage stage, TicketInHand ticket, Person who, String what, Instant due)
      throws IOException, InterruptedException {
    Json promise =
        who.post(201, ticket.uri(stage, "/promises"), "what", what, "due", due.toString()).json();
    stage.prove(
        "promised by " + Stage.time(due) + ", with a clock of its own",
        "OPEN",
        promise.text("state"));
    return promise.text("id");
  }

  /** It is done; the promise is as expected then. */
  static void kept(Stage stage, TicketInHand ticket, Person who, String promise, String expected)
      throws IOException, InterruptedException {
    URI keep = ticket.uri(stage, "/promises/" + promise + "/keep");
    stage.prove("the promise is", expected, who.post(200, keep).json().text("state"));
  }
}
