package io.heard.notifications.alerts;

import io.heard.notifications.background.Loop;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.schedules.Gap;
import io.heard.notifications.schedules.OnCall;
import io.heard.notifications.schedules.ScheduleChanged;
import io.heard.notifications.schedules.ScheduleSettings;
import io.heard.notifications.schedules.Schedules;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes alerts of gaps in on-call schedules: one for each, from when it is found until it is filled
 * or over. Which gaps have theirs is kept in table {@code oncall_gap} under the lock of the book of
 * system alerts: replicas that find the same gap raise it once.
 */
@ApplicationScoped
class OnCallGaps {

  private static final Logger LOG = Logger.getLogger(OnCallGaps.class);

  /**
   * Not the watchdog: no part of the system has gone silent; what people have planned leaves out
   * that somebody must be there.
   */
  private static final Cause CAUSE = Cause.INVARIANT;

  /** A schedule full of holes is one thing to be seen to, not a hundred: the next ones follow. */
  private static final int AT_ONCE = 20;

  @Inject OnCall onCall;
  @Inject Schedules schedules;
  @Inject Alerts alerts;
  @Inject AlertDesk desk;
  @Inject ScheduleSettings settings;
  @Inject EntityManager entities;

  private Loop loop;

  void start(@Observes StartupEvent event) {
    loop = new Loop("on-call-gaps", settings.check(), this::checkAll);
    loop.start();
  }

  void stop(@Observes ShutdownEvent event) {
    loop.stop();
  }

  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) ScheduleChanged event) {
    loop.wake();
  }

  private boolean checkAll() {
    List<UUID> all = QuarkusTransaction.requiringNew().call(schedules::ids);
    for (UUID schedule : all) {
      try {
        check(schedule);
      } catch (RuntimeException e) {
        LOG.errorf(e, "Schedule %s cannot be searched for gaps, it is tried again", schedule);
      }
    }
    return false;
  }

  /** Looks without the lock first: mostly there is nothing to do. */
  void check(UUID schedule) {
    if (!QuarkusTransaction.requiringNew().call(() -> difference(schedule)).isEmpty()) {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                alerts.lock(AlertBook.SYSTEM);
                settle(schedule, difference(schedule));
              });
    }
  }

  /** What to raise and what to end. */
  private record Difference(Set<String> found, Set<String> over) {

    boolean isEmpty() {
      return found.isEmpty() && over.isEmpty();
    }
  }

  private void settle(UUID schedule, Difference difference) {
    for (String about : difference.over()) {
      forget(schedule, about);
      desk.systemRecovers(CAUSE, about, "the gap is filled or over");
    }
    for (String about : difference.found()) {
      remember(schedule, about);
      desk.systemFails(CAUSE, about);
    }
  }

  private Difference difference(UUID schedule) {
    OnCall.Gaps gaps = onCall.gaps(schedule);
    Set<String> known = known(schedule);
    Set<String> over = new TreeSet<>(known);
    over.removeAll(gaps.all().stream().map(Gap::about).collect(Collectors.toSet()));
    Set<String> alarmed = new HashSet<>(known);
    alarmed.removeAll(over);
    Set<String> found =
        gaps.unexpected().stream()
            .map(Gap::about)
            .filter(about -> !alarmed.contains(about))
            .limit(Math.max(0, AT_ONCE - alarmed.size()))
            .collect(Collectors.toCollection(TreeSet::new));
    return new Difference(found, over);
  }

  /** A step had to tell somebody on call, and there was nobody. */
  @Transactional(Transactional.TxType.MANDATORY)
  void met(Gap gap) {
    alerts.lock(AlertBook.SYSTEM);
    remember(gap.scheduleId(), gap.about());
    desk.systemFails(CAUSE, gap.about());
  }

  /** Whether the gap is what the alert is about: then it has been raised. */
  static boolean causes(Gap gap, Alert alert) {
    return alert.cause() == CAUSE && alert.about().equals(gap.about());
  }

  private Set<String> known(UUID schedule) {
    @SuppressWarnings("unchecked") // the column is a text
    List<String> rows =
        entities
            .createNativeQuery("SELECT about FROM oncall_gap WHERE schedule_id = ?1")
            .setParameter(1, schedule)
            .getResultList();
    return new HashSet<>(rows);
  }

  private void remember(UUID schedule, String about) {
    entities
        .createNativeQuery(
            "INSERT INTO oncall_gap (schedule_id, about) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
        .setParameter(1, schedule)
        .setParameter(2, about)
        .executeUpdate();
  }

  private void forget(UUID schedule, String about) {
    entities
        .createNativeQuery("DELETE FROM oncall_gap WHERE schedule_id = ?1 AND about = ?2")
        .setParameter(1, schedule)
        .setParameter(2, about)
        .executeUpdate();
  }
}
