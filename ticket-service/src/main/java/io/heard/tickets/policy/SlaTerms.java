package io.heard.tickets.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the policies say about a ticket. Each kind of clock follows the first matching policy that
 * has a target for it, and counts it in that policy's own calendar: eight hours mean something else
 * in another calendar.
 *
 * @param policyId the first matching policy
 * @param policyVersion its version
 * @param policyName its name
 * @param clocks terms of ACKNOWLEDGE, FIRST_FEEDBACK, NEXT_FEEDBACK, RESOLUTION and CUSTOMER_WAIT,
 *     all five
 */
public record SlaTerms(
    UUID policyId, int policyVersion, String policyName, Map<ClockKind, ClockTerms> clocks) {

  /** The kinds of clock that follow a policy; the others are due at a date of their own. */
  public static final Set<ClockKind> KINDS =
      Collections.unmodifiableSet(EnumSet.range(ClockKind.ACKNOWLEDGE, ClockKind.CUSTOMER_WAIT));

  /**
   * The terms of a clock.
   *
   * @throws IllegalArgumentException for PROMISE and ACTION, which are due at a date of their own
   */
  public ClockTerms of(ClockKind kind) {
    ClockTerms terms = clocks.get(kind);
    if (terms == null) {
      throw new IllegalArgumentException(kind + " follows no policy");
    }
    return terms;
  }

  /** The target of a clock, in working time of {@code of(kind).calendar()}. */
  public Duration target(ClockKind kind) {
    return of(kind).target();
  }
}
