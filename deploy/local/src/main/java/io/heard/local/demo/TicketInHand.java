package io.heard.local.demo;

import java.net.URI;
import java.time.Instant;

/** The ticket a story is about, as it was seen last. */
final class TicketInHand {
  private Json seen = new Json(null);

  /** The ticket as the system has just shown it. */
  Json seen(Answer answer) {
    seen = answer.json();
    return seen;
  }

  Json seen() {
    return seen;
  }

  /** Null before it is logged. */
  String number() {
    return seen.text("number");
  }

  String state() {
    return seen.text("state");
  }

  /** The present round of a clock. */
  Json clock(String kind) {
    return seen.at("clocks").where("kind", kind);
  }

  /** When what a clock measures is owed. */
  Instant due(String kind) {
    return clock(kind).instant("dueAt");
  }

  /** For the customer, without a login. */
  URI statusLink() {
    return seen.uri("receipt.statusUrl");
  }

  /** Under it hangs everything that can be done with the ticket. */
  URI uri(Stage stage, String rest) {
    return stage.tickets("/v1/tickets/" + number() + rest);
  }
}
