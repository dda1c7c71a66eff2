package io.heard.tickets.clock;

import static io.heard.tickets.policy.ClockKind.ACKNOWLEDGE;
import static io.heard.tickets.policy.ClockKind.CUSTOMER_WAIT;
import static io.heard.tickets.policy.ClockKind.FIRST_FEEDBACK;
import static io.heard.tickets.policy.ClockKind.NEXT_FEEDBACK;
import static io.heard.tickets.policy.ClockKind.RESOLUTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.heard.tickets.calendar.WorkCalendar;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.ClockTerms;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.policy.SlaTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of DESIGN §5, one by one, by the hour. */
class ClocksTest {

  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

  /**
   * ACKNOWLEDGE 1 h, FIRST_FEEDBACK 4 h, NEXT_FEEDBACK 8 h, RESOLUTION 20 h, CUSTOMER_WAIT 10 h.
   */
  private final SlaTerms slow = terms(1, 4, 8, 20, 10);

  /** RESOLUTION within 4 h. */
  private final SlaTerms fast = terms(2, 1, 2, 4, 5);

  /** Like slow, and RESOLUTION pauses while waiting for others. */
  private final SlaTerms patient = terms(3, 4, 8, 20, 10);

  private final Map<UUID, SlaTerms> policies = new HashMap<>();
  private Clocks clocks;

  private SlaTerms terms(int policy, int... hours) {
    UUID id = new UUID(0, policy);
    Map<ClockKind, ClockTerms> byKind = new EnumMap<>(ClockKind.class);
    byKind.put(ACKNOWLEDGE, terms(id, 1));
    byKind.put(FIRST_FEEDBACK, terms(id, hours[0]));
    byKind.put(NEXT_FEEDBACK, terms(id, hours[1]));
    byKind.put(RESOLUTION, terms(id, hours[2]));
    byKind.put(CUSTOMER_WAIT, terms(id, hours[3]));
    return new SlaTerms(id, 1, "policy " + policy, byKind);
  }

  private static ClockTerms terms(UUID policy, int hours) {
    return new ClockTerms(
        policy,
        1,
        "policy",
        "24x7",
        1,
        WorkCalendar.ALWAYS,
        Duration.ofHours(hours),
        new BigDecimal("0.75"),
        policy.getLeastSignificantBits() == 3);
  }

  @BeforeEach
  void logged() {
    for (SlaTerms terms : List.of(slow, fast, patient)) {
      policies.put(terms.policyId(), terms);
    }
    begin(slow);
  }

  private void begin(SlaTerms terms) {
    SlaPolicies byVersion =
        new SlaPolicies() {
          @Override
          public ClockTerms byVersion(UUID id, int version, int calendarVersion, ClockKind kind) {
            return policies.get(id).of(kind);
          }
        };
    clocks = new Clocks(new UUID(0, 7), new ArrayList<>(), byVersion);
    clocks.begin(START, terms);
  }

  private static Instant hour(double hours) {
    return START.plus(Duration.ofMinutes(Math.round(hours * 60)));
  }

  private TicketClock clock(ClockKind kind) {
    return clocks.current(kind).orElseThrow();
  }

  private Duration left(ClockKind kind, double hour) {
    return clock(kind).remaining(hour(hour), clocks.termsOf(clock(kind)));
  }

  /** What happened since the last look, as {@code what KIND at-hour}. */
  private List<String> events() {
    return clocks.takeEvents().stream()
        .map(
            event ->
                event.what().replace("clock-", "")
                    + " "
                    + event.clock().kind()
                    + (event.late() == null ? "" : event.late() ? " late" : " in time")
                    + " @"
                    + Duration.between(START, event.at()).toMinutes() / 60.0)
        .toList();
  }

  @Test
  void warnsAtThreeQuarters_breachesStrictlyAfterDue_eachOnce() {
    clocks.sweep(hour(0.75).minusNanos(1_000));
    assertThat(events()).isEmpty();
    clocks.sweep(hour(0.75));
    clocks.sweep(hour(0.8));
    assertThat(events()).containsExactly("warned ACKNOWLEDGE @0.75");
    clocks.sweep(hour(1));
    assertThat(events()).isEmpty();
    assertThat(clocks.breached()).isFalse();
    clocks.sweep(hour(1).plusNanos(1_000));
    clocks.sweep(hour(1.5));
    assertThat(events()).containsExactly("breached ACKNOWLEDGE @1.0");
    assertThat(clocks.breached()).isTrue();
    assertThat(clock(ACKNOWLEDGE).state()).isEqualTo(ClockState.BREACHED);
  }

  @Test
  void afterASleep_onlyBreachesAreAnnounced_theMostOverdueFirst() {
    clocks.sweep(hour(48));
    assertThat(events())
        .containsExactly(
            "breached ACKNOWLEDGE @1.0",
            "breached FIRST_FEEDBACK @4.0",
            "breached RESOLUTION @20.0");
    clocks.sweep(hour(96));
    assertThat(events()).isEmpty();
  }

  @Test
  void feedbackInTimeButRecordedLate_withdrawsTheBreach() {
    clocks.sweep(hour(5));
    events();
    clocks.fedBack(hour(3), true, slow, hour(6));
    assertThat(events())
        .containsExactly("met FIRST_FEEDBACK in time @3.0", "set NEXT_FEEDBACK @6.0");
    assertThat(clock(FIRST_FEEDBACK).state()).isEqualTo(ClockState.MET);
    assertThat(clock(NEXT_FEEDBACK).startedAt()).isEqualTo(hour(3));
    assertThat(clock(NEXT_FEEDBACK).dueAt()).isEqualTo(hour(11));
  }

  @Test
  void feedbackExactlyWhenDue_isInTime() {
    clocks.fedBack(hour(4), true, slow, hour(4));
    assertThat(clock(FIRST_FEEDBACK).state()).isEqualTo(ClockState.MET);
    assertThat(events()).contains("met FIRST_FEEDBACK in time @4.0");
  }

  @Test
  void feedbackAfterDue_staysBreached_evenIfNoSweepCameBy() {
    clocks.fedBack(hour(5), true, slow, hour(5));
    assertThat(events())
        .containsExactly(
            "breached FIRST_FEEDBACK @4.0",
            "met FIRST_FEEDBACK late @5.0",
            "set NEXT_FEEDBACK @5.0");
    assertThat(clock(FIRST_FEEDBACK).state()).isEqualTo(ClockState.BREACHED);
    assertThat(clock(FIRST_FEEDBACK).stoppedAt()).isEqualTo(hour(5));
    clocks.acknowledged(hour(5));
    assertThat(clocks.breached()).isFalse();
    clocks.sweep(hour(6));
    assertThat(events()).containsExactly("breached ACKNOWLEDGE @1.0", "met ACKNOWLEDGE late @5.0");
  }

  @Test
  void nextFeedbackRunsFromEachFeedback() {
    clocks.fedBack(hour(1), true, slow, hour(1));
    clocks.fedBack(hour(5), true, slow, hour(5));
    assertThat(clock(NEXT_FEEDBACK).round()).isEqualTo(2);
    assertThat(clock(NEXT_FEEDBACK).dueAt()).isEqualTo(hour(13));
    clocks.fedBack(hour(2), true, slow, hour(6));
    assertThat(clock(NEXT_FEEDBACK).dueAt()).isEqualTo(hour(13));
    clocks.sweep(hour(11));
    assertThat(events()).contains("warned NEXT_FEEDBACK @11.0");
  }

  @Test
  void nextFeedbackRunsFromTheOldestUnansweredContact() {
    clocks.contacted(hour(2), null, slow, hour(2));
    clocks.contacted(hour(3), null, slow, hour(3));
    assertThat(clock(NEXT_FEEDBACK).dueAt()).isEqualTo(hour(10));
    clocks.contacted(hour(1), null, slow, hour(4));
    assertThat(clock(NEXT_FEEDBACK).dueAt()).isEqualTo(hour(9));
    assertThat(clock(NEXT_FEEDBACK).round()).isEqualTo(1);
    assertThat(events()).containsExactly("set NEXT_FEEDBACK @2.0", "set NEXT_FEEDBACK @4.0");
    clocks.fedBack(hour(5), true, slow, hour(5));
    clocks.contacted(hour(6), hour(5), slow, hour(6));
    assertThat(clock(NEXT_FEEDBACK).startedAt()).isEqualTo(hour(5));
    clocks.contacted(hour(4), hour(5), slow, hour(7));
    assertThat(clock(NEXT_FEEDBACK).startedAt()).isEqualTo(hour(5));
  }

  @Test
  void contactAnsweredBeforeItWasRecorded_startsNothing() {
    clocks.fedBack(hour(2), false, slow, hour(2));
    clocks.contacted(hour(1), hour(2), slow, hour(3));
    assertThat(clocks.current(NEXT_FEEDBACK)).isEmpty();
    clocks.contacted(hour(3), hour(2), slow, hour(3));
    assertThat(clock(NEXT_FEEDBACK).startedAt()).isEqualTo(hour(3));
  }

  @Test
  void waitingForTheCustomer_pausesResolutionExactly() {
    assertThat(left(RESOLUTION, 3)).isEqualTo(Duration.ofHours(17));
    clocks.waitingForCustomer(hour(3), null, slow);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.PAUSED);
    assertThat(clock(RESOLUTION).dueAt()).isNull();
    assertThat(left(RESOLUTION, 100)).isEqualTo(Duration.ofHours(17));
    assertThat(clock(CUSTOMER_WAIT).dueAt()).isEqualTo(hour(13));
    assertThat(clocks.earliestDue()).isEqualTo(hour(1));
    clocks.resumed(hour(8));
    assertThat(left(RESOLUTION, 8)).isEqualTo(Duration.ofHours(17));
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(25));
    assertThat(clock(RESOLUTION).warnAt()).isEqualTo(hour(20));
    assertThat(clock(CUSTOMER_WAIT).state()).isEqualTo(ClockState.MET);
    assertThat(events())
        .containsExactly(
            "set RESOLUTION @3.0",
            "set CUSTOMER_WAIT @3.0",
            "met CUSTOMER_WAIT in time @8.0",
            "set RESOLUTION @8.0");
  }

  @Test
  void acknowledgeAndFirstFeedbackNeverPause() {
    clocks.waitingForCustomer(hour(0.5), null, slow);
    clocks.sweep(hour(5));
    assertThat(events())
        .contains("breached ACKNOWLEDGE @1.0", "breached FIRST_FEEDBACK @4.0")
        .doesNotContain("breached RESOLUTION @20.0");
  }

  @Test
  void waitingEndsAtTheDateNamed() {
    clocks.waitingForCustomer(hour(2), hour(6), slow);
    assertThat(clock(CUSTOMER_WAIT).dueAt()).isEqualTo(hour(6));
    assertThat(clock(CUSTOMER_WAIT).warnAt()).isEqualTo(hour(5));
    clocks.acknowledged(hour(0.5));
    clocks.fedBack(hour(0.5), false, slow, hour(2));
    events();
    clocks.sweep(hour(5));
    clocks.sweep(hour(6));
    clocks.sweep(hour(7));
    assertThat(events())
        .containsExactly("warned CUSTOMER_WAIT @5.0", "breached CUSTOMER_WAIT @6.0");
    clocks.resumed(hour(9));
    assertThat(events()).containsExactly("met CUSTOMER_WAIT late @9.0", "set RESOLUTION @9.0");
  }

  @Test
  void waitingForOthers_counts_unlessThePolicySaysOtherwise() {
    clocks.waitingForOthers(hour(2), null, slow);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.RUNNING);
    assertThat(clocks.current(CUSTOMER_WAIT)).isEmpty();
    clocks.resumed(hour(4));
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(20));
    clocks.waitingForOthers(hour(5), hour(7), slow);
    assertThat(clock(CUSTOMER_WAIT).dueAt()).isEqualTo(hour(7));

    begin(patient);
    clocks.waitingForOthers(hour(2), null, patient);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.PAUSED);
    assertThat(clock(CUSTOMER_WAIT).state()).isEqualTo(ClockState.RUNNING);
    clocks.resumed(hour(4));
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(22));
  }

  @Test
  void pausingWhenOverdue_losesNoBreach_andStopsTheOverdueTime() {
    clocks.waitingForCustomer(hour(21), null, slow);
    assertThat(events()).startsWith("breached RESOLUTION @20.0");
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.BREACHED);
    assertThat(left(RESOLUTION, 30)).isEqualTo(Duration.ofHours(-1));
    clocks.resumed(hour(31));
    assertThat(left(RESOLUTION, 32)).isEqualTo(Duration.ofHours(-2));
    clocks.sweep(hour(40));
    clocks.resolved(hour(40), slow);
    assertThat(events().stream().filter(e -> e.contains("RESOLUTION") && !e.startsWith("set")))
        .containsExactly("met RESOLUTION late @40.0");
  }

  @Test
  void otherTermsCountFromTheOriginalStart_withEveryPauseKept() {
    clocks.waitingForCustomer(hour(1), null, slow);
    clocks.resumed(hour(3));
    clocks.termsChanged(fast, hour(3.5));
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(6));
    assertThat(left(RESOLUTION, 3.5)).isEqualTo(Duration.ofMinutes(150));
    clocks.termsChanged(slow, hour(4));
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(22));
  }

  @Test
  void otherTermsWhilePaused_keepThePause() {
    clocks.waitingForCustomer(hour(1), null, slow);
    events();
    clocks.termsChanged(fast, hour(50));
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.PAUSED);
    assertThat(left(RESOLUTION, 60)).isEqualTo(Duration.ofHours(3));
    assertThat(events()).contains("set RESOLUTION @50.0");
    clocks.resumed(hour(61));
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(64));
  }

  @Test
  void termsThatMakeItOverdueAtOnce_breachIt() {
    clocks.termsChanged(fast, hour(10));
    events();
    clocks.sweep(hour(10));
    assertThat(events()).contains("breached RESOLUTION @4.0");
  }

  @Test
  void whatWasBreachedStaysBreached_andIsNotAnnouncedTwice() {
    begin(fast);
    clocks.sweep(hour(5));
    events();
    clocks.termsChanged(slow, hour(6));
    clocks.sweep(hour(7));
    clocks.sweep(hour(30));
    assertThat(events()).noneMatch(e -> e.startsWith("breached") || e.startsWith("warned"));
    clocks.resolved(hour(8), slow);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.BREACHED);
    assertThat(events()).contains("met RESOLUTION late @8.0");
  }

  @Test
  void otherTermsForABreachedClockThatIsPaused_leaveItBreached() {
    clocks.sweep(hour(21));
    clocks.waitingForCustomer(hour(22), null, slow);
    clocks.termsChanged(patient, hour(23));
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(20));
    clocks.resolved(hour(24), patient);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.BREACHED);
    assertThat(events()).contains("met RESOLUTION late @24.0");
  }

  @Test
  void aNewVersionOfTheSamePolicy_touchesNoClock() {
    policies.put(slow.policyId(), slow);
    SlaTerms changed = terms(1, 1, 1, 1, 1);
    clocks.termsChanged(changed, hour(0.5));
    assertThat(events()).isEmpty();
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(20));
  }

  @Test
  void reopening_resumesWithWhatWasLeft() {
    clocks.resolved(hour(5), slow);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.MET);
    assertThat(clock(CUSTOMER_WAIT).state()).isEqualTo(ClockState.RUNNING);
    clocks.reopened(hour(30), slow);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.RUNNING);
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(45));
    assertThat(clock(NEXT_FEEDBACK).startedAt()).isEqualTo(hour(30));
    assertThat(clock(CUSTOMER_WAIT).live()).isFalse();
    clocks.resolved(hour(35), slow);
    clocks.reopened(hour(50), slow);
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(60));
  }

  @Test
  void reopening_neverAnnouncesABreachTwice() {
    clocks.sweep(hour(21));
    clocks.resolved(hour(22), slow);
    events();
    clocks.reopened(hour(30), slow);
    clocks.sweep(hour(40));
    clocks.resolved(hour(41), slow);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.BREACHED);
    assertThat(events().stream().filter(e -> e.startsWith("breached RESOLUTION"))).isEmpty();
  }

  @Test
  void reopening_takesOverThePolicyThatAppliesByThen() {
    clocks.resolved(hour(2), slow);
    clocks.termsChanged(fast, hour(3));
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(20));
    clocks.reopened(hour(10), fast);
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(12));
  }

  @Test
  void resolvingWhileWaiting_isInTime_andReopeningKeepsTheWholePause() {
    clocks.waitingForCustomer(hour(5), null, slow);
    clocks.resolved(hour(9), slow);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.MET);
    clocks.reopened(hour(12), slow);
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(27));
  }

  @Test
  void declining_endsEverything() {
    clocks.contacted(hour(0.5), null, slow, hour(0.5));
    clocks.fedBack(hour(0.6), false, slow, hour(0.6));
    clocks.declined(hour(0.6));
    assertThat(clocks.all()).noneMatch(TicketClock::live);
    assertThat(clock(RESOLUTION).state()).isEqualTo(ClockState.CANCELLED);
    assertThat(clock(NEXT_FEEDBACK).state()).isEqualTo(ClockState.MET);
    clocks.reopened(hour(10), slow);
    assertThat(clock(RESOLUTION).dueAt()).isEqualTo(hour(29.4));
  }

  @Test
  void closing_leavesNothingToAnnounce() {
    clocks.acknowledged(hour(0.5));
    clocks.resolved(hour(3), slow);
    clocks.closed(hour(3.5));
    assertThat(clocks.all()).noneMatch(TicketClock::live);
    events();
    clocks.sweep(hour(500));
    assertThat(events()).isEmpty();
    clocks.contacted(hour(501), null, slow, hour(501));
    assertThat(clock(NEXT_FEEDBACK).dueAt()).isEqualTo(hour(509));
  }

  @Test
  void merging_endsEveryClockOnce() {
    clocks.waitingForCustomer(hour(0.5), null, slow);
    events();
    clocks.merged(hour(0.7));
    assertThat(events()).hasSize(4).allMatch(e -> e.startsWith("cancelled"));
    assertThat(clocks.all()).noneMatch(TicketClock::live);
  }
}
