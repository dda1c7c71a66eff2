package io.heard.kit.audit;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Compares what must agree. Implementations are beans; they only look, and may be wrong about what
 * is under way.
 */
public interface Check {

  /** What came of looking at a finding again. */
  enum Look {
    STILL_WRONG,
    RIGHT,
    /** Nothing can be said yet. */
    UNDECIDED
  }

  /** The kinds of findings it makes. */
  Set<String> kinds();

  /** Looks at these aggregates; those of other kinds are none of its business. */
  List<Observation> examine(Collection<UUID> aggregates);

  /**
   * Looks at what is not reached by way of aggregates; must be cheap, it is asked every few
   * seconds.
   */
  default List<Observation> atLarge() {
    return List.of();
  }

  /**
   * Looks again at what was found; {@code about} is an aggregate's id unless this is overridden.
   */
  default Look again(Finding finding) {
    return examine(List.of(UUID.fromString(finding.about()))).stream()
            .anyMatch(seen -> seen.kind().equals(finding.kind()))
        ? Look.STILL_WRONG
        : Look.RIGHT;
  }

  /**
   * Mends it, if that can be done without guessing; in a transaction.
   *
   * @return whether there was something to be done
   */
  default boolean repair(Finding finding) {
    return false;
  }

  /** Somebody accepts it as it is; in a transaction. */
  default void accepted(Finding finding) {}
}
