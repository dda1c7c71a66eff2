package io.heard.notifications.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.notifications.escalation.Cause;
import io.heard.notifications.watchdog.Heartbeat.Component;
import io.heard.notifications.watchdog.Heartbeat.Replica;
import io.heard.notifications.watchdog.HeartbeatRows.Known;
import io.heard.notifications.watchdog.Judgement.Watch;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Silence 30 s, lag 1 m, start-up 1 m: the defaults; three services are expected. */
class JudgementTest {

  private static final Instant NOW = Instant.parse("2026-03-02T05:15:00Z");
  private static final Instant LONG_AGO = NOW.minusSeconds(86_400);
  private static final Watch AWAKE = new Watch(LONG_AGO, LONG_AGO, LONG_AGO);
  private static final WatchdogSettings SETTINGS = new Bounds();

  private final List<Heartbeat> heartbeats = new ArrayList<>();
  private Set<String> findings = Set.of();
  private boolean mailStuck;
  private List<String> broken = List.of();
  private Watch watch = AWAKE;

  private JudgementTest heard(String service, int secondsAgo, Component... components) {
    return heard(service, secondsAgo, false, 0, components);
  }

  private JudgementTest heard(
      String service, int secondsAgo, boolean leaving, Integer parked, Component... components) {
    heartbeats.add(
        new Heartbeat(
            NOW.minusSeconds(secondsAgo),
            new Replica(
                UUID.randomUUID(), 7, service, leaving, parked, broken, List.of(components))));
    return this;
  }

  private static Component idle(String name, int seconds) {
    return new Component(name, Duration.ofSeconds(seconds), Duration.ZERO);
  }

  private static Component late(String name, int seconds) {
    return new Component(name, Duration.ZERO, Duration.ofSeconds(seconds));
  }

  private Judgement judge() {
    return Judgement.of(SETTINGS, watch, new Known(NOW, heartbeats, findings, mailStuck));
  }

  @Test
  void whatAServiceFindsWrongWithItself_isSaidUntilItSaysOtherwise() {
    String finding = "ticket-service: does not agree with itself: ENTRY_CHANGED";
    broken = List.of("ENTRY_CHANGED");
    heard("ticket-service", 1);
    broken = List.of();
    others();
    assertThat(judge().wrong()).containsOnlyKeys(finding);
    assertThat(Judgement.cause(finding)).isEqualTo(Cause.INVARIANT);

    findings = Set.of(finding);
    heartbeats.clear();
    broken = null;
    heard("ticket-service", 1);
    broken = List.of();
    others();
    assertThat(judge().wrong()).as("its database does not tell").containsOnlyKeys(finding);

    heartbeats.clear();
    heard("ticket-service", 1).others();
    assertThat(judge().over(finding)).isTrue();
    assertThat(Judgement.cause("ticket-service: relay stands still")).isEqualTo(Cause.WATCHDOG);
  }

  private JudgementTest others() {
    return heard("customer-service", 1).heard("notification-service", 0);
  }

  @Test
  void allBeat_allIsWell() {
    others().heard("ticket-service", 2, idle("sweep", 0), late("relay", 3));
    assertThat(judge().wrong()).isEmpty();
    assertThat(judge().allIsWell()).isTrue();
  }

  @Test
  void oneServiceSilent_itsPartsAreNotJudged() {
    findings = Set.of("ticket-service: relay is behind");
    others().heard("ticket-service", 31, idle("sweep", 31));
    assertThat(judge().wrong()).containsOnlyKeys("ticket-service: no heartbeat arrives");
    assertThat(judge().over("ticket-service: relay is behind")).isFalse();
    assertThat(judge().allIsWell()).isFalse();
  }

  @Test
  void oneServiceSilentNotForLong_nothingIsSaidAndNoPing() {
    others().heard("ticket-service", 29);
    assertThat(judge().wrong()).isEmpty();
    assertThat(judge().allIsWell()).isTrue();
    heartbeats.clear();
    others();
    watch = new Watch(LONG_AGO, NOW.minusSeconds(20), LONG_AGO);
    assertThat(judge().wrong()).isEmpty();
    assertThat(judge().allIsWell()).isFalse();
  }

  @Test
  void oneReplicaOfTwoGone_isNoOutage() {
    others()
        .heard("ticket-service", 600, idle("sweep", 600))
        .heard("ticket-service", 1, idle("sweep", 0));
    assertThat(judge().allIsWell()).isTrue();
  }

  @Test
  void lastReplicaLeftInGoodOrder_isAnAlertAsWell() {
    others().heard("ticket-service", 10, true, 0);
    assertThat(judge().wrong()).isEmpty();
    assertThat(judge().allIsWell()).isFalse();
    heartbeats.clear();
    others().heard("ticket-service", 40, true, 0);
    assertThat(judge().wrong()).containsOnlyKeys("ticket-service: no heartbeat arrives");
  }

  @Test
  void everybodySilent_isOneFinding() {
    heard("customer-service", 31).heard("ticket-service", 32).heard("notification-service", 33);
    assertThat(judge().wrong()).containsOnlyKeys(Judgement.NOTHING);
    findings = Set.of(Judgement.NOTHING, "ticket-service: sweep stands still");
    assertThat(judge().over("ticket-service: sweep stands still")).isFalse();
    assertThat(judge().over(Judgement.NOTHING)).isFalse();
  }

  @Test
  void whoSleptHimself_blamesNobody() {
    heard("customer-service", 3_600).heard("ticket-service", 3_600);
    watch = new Watch(NOW.minusSeconds(29), NOW, LONG_AGO);
    assertThat(judge().wrong()).isEmpty();
    watch = new Watch(NOW.minusSeconds(31), NOW, LONG_AGO);
    assertThat(judge().wrong()).containsOnlyKeys(Judgement.NOTHING);
  }

  @Test
  void brokerBack_servicesHaveTimeToBeHeardAgain() {
    heard("notification-service", 0)
        .heard("customer-service", 3_600)
        .heard("ticket-service", 3_600);
    watch = new Watch(LONG_AGO, NOW.minusSeconds(2), LONG_AGO);
    findings = Set.of(Judgement.NOTHING);
    assertThat(judge().wrong()).isEmpty();
    assertThat(judge().over(Judgement.NOTHING)).isTrue();
    watch = new Watch(LONG_AGO, NOW.minusSeconds(31), LONG_AGO);
    assertThat(judge().wrong())
        .containsOnlyKeys(
            "customer-service: no heartbeat arrives", "ticket-service: no heartbeat arrives");
  }

  @Test
  void startingUp_servicesThatWereNotHeardYetHaveLonger() {
    Instant begun = NOW.minusSeconds(50);
    watch = new Watch(begun, begun, begun);
    others();
    assertThat(judge().wrong()).isEmpty();
    begun = NOW.minusSeconds(61);
    watch = new Watch(begun, begun, begun);
    assertThat(judge().wrong()).containsOnlyKeys("ticket-service: no heartbeat arrives");
    heartbeats.clear();
    begun = NOW.minusSeconds(50);
    watch = new Watch(begun, begun, begun);
    others().heard("ticket-service", 35);
    assertThat(judge().wrong())
        .as("one that was heard since has no such excuse")
        .containsOnlyKeys("ticket-service: no heartbeat arrives");
  }

  @Test
  void componentStandsStillInEveryReplica() {
    others()
        .heard("ticket-service", 1, idle("sweep", 31), idle("relay", 0))
        .heard("ticket-service", 2, idle("sweep", 500), idle("relay", 500));
    assertThat(judge().wrong())
        .containsOnlyKeys("ticket-service: sweep stands still")
        .containsValue(Duration.ofSeconds(15));
    heard("ticket-service", 0, idle("sweep", 1));
    assertThat(judge().wrong()).isEmpty();
  }

  @Test
  void componentOfASilentReplica_doesNotStandIn() {
    others()
        .heard("ticket-service", 40, idle("sweep", 0))
        .heard("ticket-service", 1, idle("sweep", 40));
    assertThat(judge().wrong()).containsOnlyKeys("ticket-service: sweep stands still");
  }

  @Test
  void lag_isFoundAboveItsBoundAndOverBelowHalfOfIt() {
    String behind = "ticket-service: relay is behind";
    others().heard("ticket-service", 1, late("relay", 45));
    assertThat(judge().wrong()).isEmpty();
    findings = Set.of(behind);
    assertThat(judge().over(behind)).isFalse();
    heartbeats.clear();
    others()
        .heard("ticket-service", 1, late("relay", 61))
        .heard("ticket-service", 1, late("relay", 0));
    assertThat(judge().wrong()).containsEntry(behind, Duration.ofSeconds(30));
    heartbeats.clear();
    others().heard("ticket-service", 1, late("relay", 29));
    assertThat(judge().over(behind)).isTrue();
  }

  @Test
  void parked_unknownKeepsWhatWasFound() {
    String parked = "ticket-service: messages are parked";
    others().heard("ticket-service", 1, false, 2);
    assertThat(judge().wrong()).containsOnlyKeys(parked);
    heartbeats.clear();
    others().heard("ticket-service", 1, false, null);
    assertThat(judge().wrong()).isEmpty();
    findings = Set.of(parked);
    assertThat(judge().over(parked)).isFalse();
    heartbeats.clear();
    others().heard("ticket-service", 1);
    assertThat(judge().over(parked)).isTrue();
  }

  @Test
  void unexpectedService_isWatchedWhileItBeatsAndForgottenAfterwards() {
    others().heard("ticket-service", 1).heard("report-service", 1, idle("reports", 40));
    assertThat(judge().wrong()).containsOnlyKeys("report-service: reports stands still");
    heartbeats.clear();
    findings = Set.of("report-service: reports stands still");
    others().heard("ticket-service", 1).heard("report-service", 40, idle("reports", 40));
    assertThat(judge().wrong()).isEmpty();
    assertThat(judge().over("report-service: reports stands still")).isTrue();
  }

  @Test
  void mailDoesNotLeave_isFoundWhateverElseIsKnown() {
    mailStuck = true;
    assertThat(judge().wrong()).containsKey(Judgement.MAIL);
    mailStuck = false;
    findings = Set.of(Judgement.MAIL);
    assertThat(judge().over(Judgement.MAIL)).isTrue();
  }

  private record Bounds() implements WatchdogSettings {
    @Override
    public List<String> services() {
      return List.of("customer-service", "ticket-service", "notification-service");
    }

    @Override
    public Duration silence() {
      return Duration.ofSeconds(30);
    }

    @Override
    public Duration startUp() {
      return Duration.ofSeconds(60);
    }

    @Override
    public Duration lag() {
      return Duration.ofSeconds(60);
    }

    @Override
    public Duration mail() {
      return Duration.ofMinutes(5);
    }

    @Override
    public Duration every() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Optional<URI> pingUrl() {
      return Optional.empty();
    }

    @Override
    public Duration pingEvery() {
      return Duration.ofMinutes(1);
    }

    @Override
    public Duration pingTimeout() {
      return Duration.ofSeconds(10);
    }
  }
}
