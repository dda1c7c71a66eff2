package io.heard.notifications.deliveries;

import java.util.UUID;

/**
 * One message to one recipient, as whoever sends it sees it.
 *
 * @param id goes with every attempt: the webhook id, part of the Message-ID
 * @param purpose what it is for
 * @param channel how it goes
 * @param recipient mail address or URL
 * @param target what must not be overrun: the mail server, or one webhook subscription
 * @param alertId the alert it is about; null unless it is a {@link Purpose#NOTICE}
 * @param occasion of the alert
 * @param step of the ladder
 * @param repetition of the step, from 1
 * @param subscriptionId the webhook subscription, null for mail
 * @param meantFor whom it is really for when the recipient stands in for somebody, else null
 * @param why what the recipient is told about being chosen, null when there is nothing to say
 * @param urgent it cannot wait, and comes first in a digest
 * @param aboutFailure about the failure of another delivery: its own failure raises nothing
 * @param payload the body of a webhook, or the news to tell; null for other mail
 * @param letter the mail (RFC 5322) as an earlier attempt wrote it, which may have arrived; null
 *     while nothing can have, then this attempt writes it
 * @param attempts begun so far, the present one included
 * @param overdue it has been tried for longer than patience lasts
 * @param lease token of this attempt
 */
public record Delivery(
    UUID id,
    Purpose purpose,
    Channel.Kind channel,
    String recipient,
    String target,
    UUID alertId,
    int occasion,
    int step,
    int repetition,
    UUID subscriptionId,
    String meantFor,
    String why,
    boolean urgent,
    boolean aboutFailure,
    String payload,
    String letter,
    int attempts,
    boolean overdue,
    UUID lease) {

  /** The same after so many attempts, made by the digest that carries it. */
  Delivery attempted(int times) {
    return new Delivery(
        id,
        purpose,
        channel,
        recipient,
        target,
        alertId,
        occasion,
        step,
        repetition,
        subscriptionId,
        meantFor,
        why,
        urgent,
        aboutFailure,
        payload,
        letter,
        times,
        overdue,
        lease);
  }

  /** What a delivery is for. */
  public enum Purpose {
    /** Somebody must be told of an alert. */
    NOTICE,
    /** A system has subscribed to what happens. */
    EVENT,
    /** What others have done with the demands somebody received first; its payload gathers. */
    NEWS,
    /** One mail that tells of many alerts; the notices it carries refer to it. */
    DIGEST
  }

  /** Where a delivery stands. */
  public enum State {
    /** Waits for its turn or its next attempt, or is being sent. */
    PENDING,
    /** The recipient's server has taken it. */
    DELIVERED,
    /** Given up until somebody says otherwise. */
    PARKED,
    /** Not wanted any more before it could be sent. */
    CANCELLED
  }
}
