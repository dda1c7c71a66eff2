package io.heard.tickets.policy;

import io.heard.tickets.calendar.WorkCalendar;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * All active policies with their calendars, as they were at one moment. Immutable: a match sees all
 * of a change or nothing of it.
 *
 * @param revision of the configuration; grows with every change
 * @param entries in the order in which they are tried
 */
record PolicyBook(long revision, List<Entry> entries) {
  /** Before anything was read. */
  static final PolicyBook EMPTY = new PolicyBook(-1, List.of());

  /** A policy: whom it is for and what it says, kinds without a target left out. */
  record Entry(Condition condition, SlaTerms terms) {

    static Entry of(
        UUID id,
        int version,
        PolicyApi.Definition policy,
        int calendarVersion,
        WorkCalendar calendar) {
      Map<ClockKind, ClockTerms> clocks = new EnumMap<>(ClockKind.class);
      BigDecimal warnShare = policy.warnAt();
      for (Map.Entry<ClockKind, Duration> target : PolicyRules.targets(policy).entrySet()) {
        clocks.put(
            target.getKey(),
            new ClockTerms(
                id,
                version,
                policy.name(),
                policy.calendar(),
                calendarVersion,
                calendar,
                target.getValue(),
                warnShare,
                policy.pauseWhileWaitingForOthers()));
      }
      return new Entry(
          Condition.of(policy.when()),
          new SlaTerms(id, version, policy.name(), Collections.unmodifiableMap(clocks)));
    }
  }

  /** For each kind of clock the first matching policy that has a target for it. */
  SlaTerms match(Facts facts) {
    SlaTerms first = null;
    Map<ClockKind, ClockTerms> clocks = null;
    for (Entry entry : entries) {
      if (entry.condition().matches(facts)) {
        SlaTerms terms = entry.terms();
        if (first == null) {
          first = terms;
          clocks = new EnumMap<>(terms.clocks());
        } else {
          terms.clocks().forEach(clocks::putIfAbsent);
        }
        if (clocks.size() == SlaTerms.KINDS.size()) {
          return new SlaTerms(
              first.policyId(),
              first.policyVersion(),
              first.policyName(),
              Collections.unmodifiableMap(clocks));
        }
      }
    }
    throw new IllegalStateException(
        "No policy gives every clock a target for " + facts + "; known are only " + clocks);
  }
}
