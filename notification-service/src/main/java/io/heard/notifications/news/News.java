package io.heard.notifications.news;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Something that happened to a demand, as it waits to be told. It names the ticket only by its id:
 * what the ticket is about is looked up when the mail is written, so that nothing erased is sent.
 * What is said of it in somebody's own words is erased where it waits.
 *
 * @param happening last part of the event type
 * @param at when it happened
 * @param by who did it
 * @param state of the ticket after it
 * @param more null in news that a replica of the version before has noted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record News(UUID ticket, String happening, Instant at, String by, String state, More more) {

  /**
   * What the event knows besides; null where it says nothing.
   *
   * @param to who has it now, or is to have it
   * @param what an action or a promise is, in somebody's own words
   * @param part id of the action or promise
   * @param due until when
   * @param reason in somebody's own words
   * @param pattern of a demand that only moves
   * @param count how often it has moved
   * @param way through whose hands it went, oldest first, to who has it now
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record More(
      String to,
      String what,
      String part,
      Instant due,
      String reason,
      String pattern,
      Integer count,
      List<String> way) {}
}
