package io.heard.notifications.deliveries;

import io.heard.kit.time.Uuid7;
import io.heard.notifications.background.AfterCommit;
import io.heard.notifications.deliveries.Delivery.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Hands messages over for delivery, in the transaction of what they tell of: they go out if and
 * only if that is committed. The same message handed over twice is one message.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Deliveries {

  /** The one mail server. */
  public static final String MAIL_TARGET = "EMAIL";

  private static final String ADD =
      "INSERT INTO delivery (id, purpose, channel, recipient, target, state, alert_id, occasion, step, repetition, subscription_id,"
          + " topic, aggregate_id, sequence, meant_for, why, about_failure, payload, created_at)"
          + " VALUES (?, ?, ?, ?, ?, 'PENDING', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

  @Inject DataSource dataSource;
  @Inject DeliveryRows rows;
  @Inject Sender sender;
  @Inject AfterCommit afterCommit;
  @Inject Clock clock;

  /** Which notice of an alert: it is made once, whoever makes it. */
  public record NoticeKey(UUID alertId, int occasion, int step, int repetition) {}

  /** Which event: topic, aggregate and sequence. */
  public record EventKey(String topic, UUID aggregateId, int sequence) {}

  /** What must not be overrun when delivering to a subscription. */
  public static String webhookTarget(UUID subscriptionId) {
    return "WEBHOOK " + subscriptionId;
  }

  /**
   * A mail about an alert.
   *
   * @param meantFor whom it is really for when the address is a stand-in, else null
   * @param why what the recipient is told about being chosen, null when there is nothing to say
   */
  public void mail(
      NoticeKey notice, String address, String meantFor, String why, boolean aboutFailure) {
    add(
        Purpose.NOTICE,
        Channel.Kind.EMAIL,
        address,
        MAIL_TARGET,
        notice,
        null,
        null,
        meantFor,
        why,
        aboutFailure,
        null);
  }

  /** A webhook about an alert, sent because the ladder says so. */
  public void webhook(
      NoticeKey notice, UUID subscriptionId, String url, boolean aboutFailure, String payload) {
    add(
        Purpose.NOTICE,
        Channel.Kind.WEBHOOK,
        url,
        webhookTarget(subscriptionId),
        notice,
        subscriptionId,
        null,
        null,
        null,
        aboutFailure,
        payload);
  }

  /** An event somebody has subscribed to. */
  public void event(
      EventKey event, UUID subscriptionId, String url, boolean aboutFailure, String payload) {
    add(
        Purpose.EVENT,
        Channel.Kind.WEBHOOK,
        url,
        webhookTarget(subscriptionId),
        null,
        subscriptionId,
        event,
        null,
        null,
        aboutFailure,
        payload);
  }

  /** Somebody has reacted: notices of the alert that still wait are called off. */
  public void cancelNotices(UUID alertId) {
    rows.cancelNotices(alertId);
  }

  /** Nothing more goes to this subscription. */
  public void cancelTo(UUID subscriptionId) {
    rows.cancelTo(subscriptionId);
  }

  private void add(
      Purpose purpose,
      Channel.Kind channel,
      String recipient,
      String target,
      NoticeKey notice,
      UUID subscriptionId,
      EventKey event,
      String meantFor,
      String why,
      boolean aboutFailure,
      String payload) {
    Instant now = clock.instant();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setObject(1, Uuid7.at(now));
      insert.setString(2, purpose.name());
      insert.setString(3, channel.name());
      insert.setString(4, recipient);
      insert.setString(5, target);
      insert.setObject(6, notice == null ? null : notice.alertId());
      insert.setObject(7, notice == null ? null : notice.occasion());
      insert.setObject(8, notice == null ? null : notice.step());
      insert.setObject(9, notice == null ? null : notice.repetition());
      insert.setObject(10, subscriptionId);
      insert.setString(11, event == null ? null : event.topic());
      insert.setObject(12, event == null ? null : event.aggregateId());
      insert.setObject(13, event == null ? null : event.sequence());
      insert.setString(14, meantFor);
      insert.setString(15, why);
      insert.setBoolean(16, aboutFailure);
      insert.setString(17, payload);
      insert.setTimestamp(18, Timestamp.from(now));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    afterCommit.wake(sender.loop());
  }
}
