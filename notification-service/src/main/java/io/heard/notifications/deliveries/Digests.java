package io.heard.notifications.deliveries;

import io.heard.kit.time.Uuid7;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Makes one mail of many: who has been away for two days, or whose quiet hours are over, gets one
 * mail that lists everything instead of hundreds. A digest is open until it is sent for the first
 * time; what comes for its recipient meanwhile joins it. Each notice keeps its own delivery, which
 * ends as the digest ends. One that may have been sent already stays by itself, under its own
 * Message-ID.
 */
@ApplicationScoped
public class Digests {

  private static final int AT_ONCE = 25;

  @Inject DigestRows rows;
  @Inject DigestSettings settings;
  @Inject NoticeCheck check;
  @Inject Clock clock;
  @Inject @All List<DeliveryListener> listeners;

  /** Puts what waits together where it is much; before anything is claimed. */
  void collect() throws SQLException {
    if (!rows.flooded(settings.threshold()).isEmpty()) {
      QuarkusTransaction.requiringNew().call(this::collectAlone);
    }
  }

  private int collectAlone() throws SQLException {
    int taken = 0;
    if (rows.mine()) {
      for (String recipient : rows.flooded(settings.threshold())) {
        taken += collect(recipient);
      }
    }
    return taken;
  }

  private int collect(String recipient) throws SQLException {
    UUID open = rows.open(recipient, settings.most());
    UUID digest = open == null ? Uuid7.at(clock.instant()) : open;
    if (open == null) {
      rows.begin(digest, recipient, clock.instant());
    }
    int taken = rows.takeIn(digest, recipient, settings.most());
    if (taken > 0) {
      rows.waitForMore(digest, settings.settle(), settings.atMost());
    } else if (open == null) {
      rows.drop(digest);
    }
    return taken;
  }

  /** What a digest is to say now; what nobody needs any more is called off instead. */
  public List<Delivery> content(Delivery digest) {
    List<Delivery> wanted = new ArrayList<>();
    for (Delivery notice : rows.carried(digest.id())) {
      if (check.stillWanted(notice)) {
        wanted.add(notice);
      } else {
        rows.callOff(notice.id(), clock.instant(), "somebody has reacted");
      }
    }
    return wanted;
  }

  /** Writes down with each notice how its digest went; true when there may be more. */
  boolean settle() {
    List<Delivery> ended = rows.unsettled(AT_ONCE);
    if (ended.isEmpty()) {
      return false;
    }
    int settled = QuarkusTransaction.requiringNew().call(() -> settle(ended));
    return settled > 0 && ended.size() == AT_ONCE;
  }

  private int settle(List<Delivery> ended) throws SQLException {
    Set<UUID> free = check.lockUnlessBusy(ended.stream().map(Delivery::alertId).toList());
    int settled = 0;
    for (Delivery notice : ended) {
      if (free.contains(notice.alertId()) && settle(notice)) {
        settled++;
      }
    }
    return settled;
  }

  private boolean settle(Delivery notice) throws SQLException {
    DigestRows.End end = rows.settle(notice.id(), clock.instant());
    if (end == null) {
      return false;
    }
    Delivery carried = notice.attempted(end.attempts());
    if (end.state() == Delivery.State.DELIVERED) {
      listeners.forEach(listener -> listener.delivered(carried));
    } else if (end.state() == Delivery.State.PARKED) {
      Channel.Outcome outcome = Channel.Outcome.rejected(end.status(), end.error());
      listeners.forEach(listener -> listener.parked(carried, outcome));
    }
    return true;
  }
}
