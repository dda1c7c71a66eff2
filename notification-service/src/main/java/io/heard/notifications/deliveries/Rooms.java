package io.heard.notifications.deliveries;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many attempts may be under way in this replica, and to whom. Who fails, or takes long to,
 * must not take the room of those who do not: a target whose last attempt failed gets one attempt
 * at a time, all such together a quarter, and mail always finds room beside webhooks.
 */
final class Rooms {

  private final int most;
  private final int mail;
  private final int webhook;
  private final Map<String, Integer> underWay = new HashMap<>();

  /** In the order in which their turn comes. */
  private final Set<String> failing = new LinkedHashSet<>();

  /**
   * Rooms without anybody in them.
   *
   * @param most attempts under way in all
   * @param mail those of mails
   * @param webhook those to one receiver of webhooks
   */
  Rooms(int most, int mail, int webhook) {
    this.most = most;
    this.mail = mail;
    this.webhook = webhook;
  }

  /** How many attempts are under way. */
  synchronized int underWay() {
    return underWay.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized void enter(String target) {
    underWay.merge(target, 1, Integer::sum);
  }

  /** An attempt is over; mail servers are never thought of as failing: there is one. */
  synchronized void leave(String target, boolean failed) {
    underWay.computeIfPresent(target, (one, busy) -> busy == 1 ? null : busy - 1);
    if (!failed) {
      failing.remove(target);
    } else if (!target.equals(Deliveries.MAIL_TARGET)) {
      failing.add(target);
    }
  }

  /** What may be begun now. */
  synchronized DeliveryRows.Room free() {
    int free = most - underWay();
    int keptForMail = Math.min(mail, most / 2);
    boolean mailOnly = free <= keptForMail;
    Map<String, Integer> known = new HashMap<>();
    underWay.forEach(
        (target, busy) -> {
          boolean isMail = target.equals(Deliveries.MAIL_TARGET);
          int limit = isMail ? mail : mailOnly ? 0 : webhook;
          known.put(target, Math.max(0, limit - busy));
        });
    int chances = mailOnly ? 0 : Math.max(1, most / 4) - failingUnderWay();
    for (String target : List.copyOf(failing)) {
      boolean chance = chances > 0 && !underWay.containsKey(target);
      known.put(target, chance ? 1 : 0);
      if (chance) {
        chances--;
        failing.remove(target);
        failing.add(target);
      }
    }
    return new DeliveryRows.Room(
        mail, mailOnly ? 0 : webhook, known, Math.max(0, mailOnly ? free : free - keptForMail));
  }

  private int failingUnderWay() {
    return failing.stream().mapToInt(target -> underWay.getOrDefault(target, 0)).sum();
  }
}
