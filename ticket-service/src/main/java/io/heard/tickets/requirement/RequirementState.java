package io.heard.tickets.requirement;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a requirement stands.
 *
 * <pre>
 *  PROPOSED -accept-> ACCEPTED <-plan/accept-> PLANNED -ship-> SHIPPED
 *  reject leads from all but SHIPPED to REJECTED, reconsider from there to PROPOSED; ship also from ACCEPTED
 * </pre>
 *
 * SHIPPED is final: customers are being told.
 */
public enum RequirementState {
  PROPOSED,
  ACCEPTED,
  PLANNED,
  SHIPPED,
  REJECTED;

  /** What may be done to a requirement; the names are the last parts of the paths. */
  enum Step {
    ACCEPT(ACCEPTED, PROPOSED, PLANNED),
    PLAN(PLANNED, ACCEPTED),
    SHIP(SHIPPED, ACCEPTED, PLANNED),
    REJECT(REJECTED, PROPOSED, ACCEPTED, PLANNED),
    RECONSIDER(PROPOSED, REJECTED);

    private final RequirementState to;
    private final List<RequirementState> from;

    Step(RequirementState to, RequirementState... from) {
      this.to = to;
      this.from = List.of(from);
    }

    static Optional<Step> named(String name) {
      return Arrays.stream(values()).filter(step -> step.path().equals(name)).findFirst();
    }

    String path() {
      return name().toLowerCase(Locale.ROOT);
    }

    RequirementState to() {
      return to;
    }
  }

  List<String> legal() {
    return Arrays.stream(Step.values())
        .filter(step -> step.from.contains(this))
        .map(Step::path)
        .toList();
  }
}
