package io.heard.kit.audit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.UUID;

/**
 * What services say to each other on topic {@link #TOPIC}: how far each journal and each aggregate
 * has come, and which events somebody has not received.
 */
final class StatementApi {

  static final String TOPIC = "heard.journal";
  static final String STATED = "heard.journal.stated.v1";
  static final String WANTED = "heard.journal.wanted.v1";

  private StatementApi() {}

  /** Data of {@link #STATED}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Stated(Statement journal) {}

  /**
   * A statement.
   *
   * @param id of the process that makes it
   * @param version number of its statements, from 1
   * @param number a batch of the journal
   * @param digest of that batch
   * @param complete the batch is the newest one: whatever was published by then has been stated
   * @param heads aggregates with their last events
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Statement(
      UUID id,
      int version,
      String service,
      int number,
      String digest,
      boolean complete,
      List<Head> heads) {}

  /**
   * An aggregate.
   *
   * @param sequence of its last event
   * @param claims what follows from its state for others
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Head(String topic, UUID aggregate, int sequence, List<String> claims) {}

  /** Data of {@link #WANTED}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record WantedData(Wanted journal) {}

  /**
   * Events somebody has not received.
   *
   * @param service which service they are of, judged by the topic
   * @param by who wants them
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Wanted(UUID id, int version, String topic, String by, UUID aggregate, int after) {}
}
