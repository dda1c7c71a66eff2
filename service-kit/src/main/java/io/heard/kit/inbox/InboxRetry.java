package io.heard.kit.inbox;

import io.heard.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Gives a parked message another chance, after what was wrong with it or with us has been mended.
 */
@ApplicationScoped
public class InboxRetry {

  @Inject InboxRows rows;
  @Inject Inbox inbox;
  @Inject Consumers consumers;

  /**
   * 404 when nothing is parked under this id, 409 when it still cannot be applied; then it stays
   * parked.
   */
  public void retry(UUID id) {
    try {
      Message message = rows.parkedMessage(id);
      if (message == null) {
        throw Problem.notFound("A parked message " + id);
      }
      Subscription subscription =
          consumers
              .subscription(message.topic())
              .orElseThrow(
                  () ->
                      Problem.conflict(
                          "not-subscribed", "Nobody reads " + message.topic() + " any more."));
      if (!inbox.retry(subscription, message)) {
        throw Problem.conflict(
            "still-waiting", "An earlier event of the same aggregate is still missing.");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
