package io.heard.kit.audit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Compares what the source of a topic claims with what was made of its events here. A bean of the
 * consuming service.
 */
public interface ClaimCheck {

  /** The topic by which the aggregates are known here. */
  String topic();

  /** The kinds of findings it makes. */
  Collection<String> kinds();

  /**
   * What does not agree.
   *
   * @param claims of aggregates of which exactly so much was applied here as the source states
   */
  List<Observation> compare(Map<UUID, List<String>> claims);

  /**
   * Derives anew what is missing; in a transaction.
   *
   * @return whether there was something to be done
   */
  boolean repair(Finding finding, List<String> claims);
}
