package io.heard.kit.audit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What follows for others from the state of aggregates of one kind; stated with their last
 * sequence, so that others can compare when they have come exactly so far. A bean of the service
 * whose aggregates these are.
 */
public interface Claims {

  /**
   * An aggregate's state.
   *
   * @param version of the row, read in the same statement as what is claimed
   */
  record State(int version, List<String> claims) {}

  /** The second word of its event types. */
  String kind();

  /** The states of these; what is not there is left out. */
  Map<UUID, State> of(Collection<UUID> ids);
}
