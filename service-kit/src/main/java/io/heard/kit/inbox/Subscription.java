package io.heard.kit.inbox;

import java.util.Optional;

/**
 * What a service does with the events of one topic. Each bean of this type gets a consumer; {@link
 * #apply} runs in a transaction together with the mark that the event was seen, so that it takes
 * effect exactly once. Whatever it throws rolls both back.
 */
public interface Subscription {

  /** How sequences of one aggregate must follow each other. */
  enum Continuity {
    /**
     * Every event counts: only last + 1 is applied, an event that comes too early waits for the
     * missing one.
     */
    EVERY_EVENT,
    /**
     * Each event carries the whole state (compacted topic): any later one supersedes what was seen.
     */
    LATEST_STATE
  }

  /** The Kafka topic. */
  String topic();

  Continuity continuity();

  /**
   * Where it is seen that something of an aggregate was applied: a table that has a row for each of
   * them for ever, and the column of their ids, written {@code table.column}. Empty when there is
   * none.
   */
  default Optional<String> copy() {
    return Optional.empty();
  }

  /**
   * Takes the event into account.
   *
   * @return false when the type is not known here: the event is counted and kept, not dropped
   */
  boolean apply(Event event);
}
