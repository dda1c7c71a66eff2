package io.heard.kit.inbox;

import io.heard.kit.inbox.InboxRows.Kept;
import io.heard.kit.inbox.InboxRows.Reason;
import io.heard.kit.problem.Passing;
import io.heard.kit.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Gives a parked message another chance, after what was wrong with it or with us has been mended.
 */
@ApplicationScoped
public class InboxRetry {

  private static final Logger LOG = Logger.getLogger(InboxRetry.class);

  @Inject InboxRows rows;
  @Inject Inbox inbox;
  @Inject Consumers consumers;

  /**
   * 404 when nothing is parked under this id, 409 when it still cannot be applied; then it stays
   * parked.
   */
  public void retry(UUID id) {
    try {
      Kept kept = rows.kept(id);
      if (kept == null) {
        throw Problem.notFound("A parked message " + id);
      }
      Message message = kept.message();
      if (!message.addressed()) {
        throw Problem.conflict(
            "unreadable", "It does not say which event it is; its producer must send it again.");
      }
      Subscription subscription =
          consumers
              .subscription(message.topic())
              .orElseThrow(
                  () ->
                      Problem.conflict(
                          "not-subscribed", "Nobody reads " + message.topic() + " any more."));
      apply(subscription, kept);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Gives a parked message up, for good. 404 when nothing is parked under this id, 409 when an
   * earlier one of its aggregate comes first.
   */
  public void discard(UUID id, String by, String reason) {
    try {
      Kept kept = rows.kept(id);
      if (kept == null) {
        throw Problem.notFound("A parked message " + id);
      }
      if (!QuarkusTransaction.requiringNew().call(() -> inbox.discard(id, kept, by, reason))) {
        throw Problem.conflict(
            "still-waiting",
            "An earlier event of the same aggregate comes first: retry or discard that one.");
      }
      LOG.warnf("%s has discarded message %s: %s", by, id, reason);
      Subscription subscription = consumers.subscription(kept.message().topic()).orElse(null);
      if (subscription != null && kept.message().addressed()) {
        inbox.proceed(subscription, kept.message());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void apply(Subscription subscription, Kept kept) throws SQLException {
    Message message = kept.message();
    boolean applied;
    try {
      applied =
          kept.reason() == Reason.UNKNOWN_TYPE
              ? inbox.retryUnknown(subscription, message)
              : inbox.retry(subscription, message);
    } catch (RuntimeException e) {
      if (Passing.isOutage(e) || Passing.isContention(e)) {
        throw e;
      }
      LOG.warnf(e, "Parked message %d of %s fails again", message.sequence(), message.topic());
      throw Problem.conflict("still-failing", "It cannot be applied: " + e.getMessage());
    }
    if (!applied && kept.reason() == Reason.UNKNOWN_TYPE) {
      throw Problem.conflict(
          "still-unknown", "Type " + message.type() + " is still not known here.");
    }
    if (!applied) {
      throw Problem.conflict(
          "still-waiting", "An earlier event of the same aggregate is still missing.");
    }
  }
}
