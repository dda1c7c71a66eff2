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
import java.time.Duration;
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
          + " topic, aggregate_id, sequence, meant_for, why, about_failure, payload, created_at, urgent, held_until, due_at, patience_from)"
          + " VALUES (?, ?, ?, ?, ?, 'PENDING', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " clock_timestamp() + ? * interval '1 ms', clock_timestamp() + ? * interval '1 ms') ON CONFLICT DO NOTHING";

  /** Repeats that were held say the same as the last one. */
  private static final String SUPERSEDE =
      "UPDATE delivery SET state = 'CANCELLED', settled_at = ?, error = 'a later notice of the same alert is held as well'"
          + " WHERE alert_id = ? AND recipient = ? AND state = 'PENDING' AND held_until IS NOT NULL AND attempts = 0 AND digest_id IS NULL";

  /** What is about to be taken, or was attempted, is closed: it must say the same every time. */
  private static final String JOIN_NEWS =
      "UPDATE delivery SET payload = CAST(CAST(payload AS jsonb) || CAST(? AS jsonb) AS text) WHERE id = (SELECT id FROM delivery"
          + " WHERE state = 'PENDING' AND purpose = 'NEWS' AND recipient = ? AND attempts = 0 AND lease IS NULL"
          + " AND due_at > clock_timestamp() AND jsonb_array_length(CAST(payload AS jsonb)) < ? ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)";

  @Inject DataSource dataSource;
  @Inject DeliveryRows rows;
  @Inject Sender sender;
  @Inject AfterCommit afterCommit;
  @Inject Clock clock;

  /** Which notice of an alert: it is made once, whoever makes it. */
  public record NoticeKey(UUID alertId, int occasion, int step, int repetition) {}

  /** Which event: topic, aggregate and sequence. */
  public record EventKey(String topic, UUID aggregateId, int sequence) {}

  /**
   * When a notice is to go.
   *
   * @param urgent it cannot wait, and comes first where many become one
   * @param notBefore end of the quiet hours of its recipient, null when it goes at once
   */
  public record Timing(boolean urgent, Instant notBefore) {

    static final Timing AT_ONCE = new Timing(false, null);
  }

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
      NoticeKey notice,
      String address,
      String meantFor,
      String why,
      boolean aboutFailure,
      Timing timing) {
    if (timing.notBefore() != null) {
      supersede(notice.alertId(), address);
    }
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
        null,
        timing);
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
        payload,
        Timing.AT_ONCE);
  }

  /**
   * News for somebody: joins those that wait for them already, as long as these have not left.
   *
   * @param news a JSON array
   * @param due when they leave, if none wait yet
   * @param most news in one mail
   */
  public void news(String address, String news, Instant due, int most) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement join = connection.prepareStatement(JOIN_NEWS)) {
      join.setString(1, news);
      join.setString(2, address);
      join.setInt(3, most);
      if (join.executeUpdate() > 0) {
        return;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    add(
        Purpose.NEWS,
        Channel.Kind.EMAIL,
        address,
        MAIL_TARGET,
        null,
        null,
        null,
        null,
        null,
        false,
        news,
        new Timing(false, due));
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
        payload,
        Timing.AT_ONCE);
  }

  /** Somebody has reacted: notices of the alert that still wait are called off. */
  public void cancelNotices(UUID alertId) {
    rows.cancelNotices(alertId);
  }

  /** Nothing more goes to this subscription. */
  public void cancelTo(UUID subscriptionId) {
    rows.cancelTo(subscriptionId);
  }

  private void supersede(UUID alertId, String recipient) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(SUPERSEDE)) {
      update.setTimestamp(1, Timestamp.from(clock.instant()));
      update.setObject(2, alertId);
      update.setString(3, recipient);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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
      String payload,
      Timing timing) {
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
      Instant notBefore = timing.notBefore();
      long wait = notBefore == null ? 0 : Math.max(0, Duration.between(now, notBefore).toMillis());
      insert.setBoolean(19, timing.urgent());
      insert.setTimestamp(20, notBefore == null ? null : Timestamp.from(notBefore));
      insert.setLong(21, wait);
      insert.setLong(22, wait);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    afterCommit.wake(sender.loop());
  }
}
