package io.heard.local.demo;

import java.io.IOException;

/** One demand from the first word to the last. */
interface Story {

  String title();

  /** What it is about, in a line. */
  String about();

  /**
   * Plays it; tells the ticket as soon as there is one, so that a story that breaks can still be
   * looked up.
   *
   * @throws BrokenProof if the system does not do what it should
   */
  void play(Stage stage, TicketInHand ticket) throws IOException, InterruptedException;
}
