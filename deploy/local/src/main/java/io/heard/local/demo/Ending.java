package io.heard.local.demo;

/**
 * How a story ended.
 *
 * @param number of the ticket, null if none was logged
 * @param state of the ticket, null if none was logged
 * @param entries of its ledger
 * @param broken why the story could not be played to its end, null if it was
 */
record Ending(String title, String number, String state, long entries, String broken) {

  static Ending of(Story story, TicketInHand ticket, String broken) {
    return new Ending(
        story.title(),
        ticket.number(),
        ticket.state(),
        ticket.number() == null ? 0 : ticket.seen().number("version"),
        broken);
  }

  boolean good() {
    return broken == null;
  }
}
