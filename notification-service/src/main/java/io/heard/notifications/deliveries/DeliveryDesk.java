package io.heard.notifications.deliveries;

import io.heard.kit.problem.Problem;
import io.heard.notifications.background.AfterCommit;
import io.heard.notifications.deliveries.Channel.Outcome;
import io.heard.notifications.deliveries.Delivery.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Writes down how attempts went, and what follows from it. */
@ApplicationScoped
public class DeliveryDesk {

  private static final Logger LOG = Logger.getLogger(DeliveryDesk.class);
  private static final int LONGEST_ERROR = 500;
  private static final double SPREAD = 0.2;

  @Inject DeliveryRows rows;
  @Inject DeliveryQueries queries;
  @Inject DeliverySettings settings;
  @Inject Sender sender;
  @Inject AfterCommit afterCommit;
  @Inject MeterRegistry metrics;
  @Inject @All List<DeliveryListener> listeners;

  /**
   * The attempt is over. An attempt whose lease has run out meanwhile changes nothing any more:
   * another one is under way.
   */
  @Transactional
  void settle(Delivery delivery, Outcome outcome) {
    String error = shortened(outcome.error());
    switch (outcome.verdict()) {
      case DELIVERED -> delivered(delivery, outcome);
      case OBSOLETE -> rows.settle(delivery, State.CANCELLED, outcome, error);
      case REJECTED -> park(delivery, outcome, error);
      case RETRY -> {
        if (delivery.overdue()) {
          park(delivery, outcome, error);
        } else {
          rows.postpone(delivery, pause(delivery.attempts(), outcome), outcome, error);
        }
      }
    }
    metrics
        .counter(
            "heard.deliveries.attempts",
            "channel",
            delivery.channel().name(),
            "outcome",
            outcome.verdict().name())
        .increment();
  }

  private void delivered(Delivery delivery, Outcome outcome) {
    if (rows.settle(delivery, State.DELIVERED, outcome, null)) {
      if (delivery.attempts() > 1) {
        rows.hurry(delivery.target());
        afterCommit.wake(sender.loop());
      }
      tell(delivery, listener -> listener.delivered(delivery));
    }
  }

  private void park(Delivery delivery, Outcome outcome, String error) {
    if (rows.settle(delivery, State.PARKED, outcome, error)) {
      LOG.warnf(
          "Delivery %s to %s is parked after %d attempts: %s",
          delivery.id(), delivery.recipient(), delivery.attempts(), error);
      tell(delivery, listener -> listener.parked(delivery, outcome));
    }
  }

  /** Of a digest nobody hears: what it carried is told one by one. */
  private void tell(Delivery delivery, Consumer<DeliveryListener> news) {
    if (delivery.purpose() == Delivery.Purpose.DIGEST) {
      afterCommit.wake(sender.loop());
    } else {
      listeners.forEach(news);
    }
  }

  /** The next pause of the plan, spread so that receivers are not run over by a returning crowd. */
  private Duration pause(int attempts, Outcome outcome) {
    List<Duration> plan = settings.backoff();
    Duration planned = plan.get(Math.min(attempts, plan.size()) - 1);
    double factor = 1 - SPREAD + ThreadLocalRandom.current().nextDouble() * 2 * SPREAD;
    Duration spread = Duration.ofMillis(Math.round(planned.toMillis() * factor));
    Duration asked = outcome.notBefore();
    if (asked == null || asked.compareTo(spread) < 0) {
      return spread;
    }
    return asked.compareTo(settings.giveUpAfter()) < 0 ? asked : settings.giveUpAfter();
  }

  /** Sends a parked or waiting delivery at once; 404, or 409 when it is neither. */
  @Transactional
  DeliveryQueries.View retry(UUID id) {
    DeliveryQueries.View found =
        queries.find(id).orElseThrow(() -> Problem.notFound("A delivery " + id));
    if (!rows.again(id)) {
      String detail =
          found.state() == State.PENDING
              ? "It is being sent this moment."
              : "It is " + found.state() + "; only a PARKED or waiting delivery can be retried.";
      throw Problem.conflict("not-retryable", detail)
          .with("state", found.state())
          .with("legal", List.of());
    }
    afterCommit.wake(sender.loop());
    return queries.find(id).orElseThrow();
  }

  private static String shortened(String error) {
    if (error == null) {
      return null;
    }
    String clean = error.replace("\0", "");
    return clean.length() <= LONGEST_ERROR ? clean : clean.substring(0, LONGEST_ERROR);
  }
}
