package io.heard.tickets.policy;

import java.util.Collections;
import java.util.Set;

/** The {@code when} of a policy, made for matching. */
record Condition(
    Set<String> tiers,
    Set<String> kinds,
    Set<String> channels,
    Set<String> priorities,
    Set<String> products,
    Set<String> teams,
    Set<String> tags) {

  static Condition of(PolicyApi.When when) {
    return new Condition(
        Set.copyOf(when.tiers()),
        Set.copyOf(when.kinds()),
        Set.copyOf(when.channels()),
        Set.copyOf(when.priorities()),
        Set.copyOf(when.products()),
        Set.copyOf(when.teams()),
        Set.copyOf(when.tags()));
  }

  boolean matches(Facts facts) {
    return fits(priorities, facts.priority())
        && fits(kinds, facts.kind())
        && fits(tiers, facts.tier())
        && fits(channels, facts.channel())
        && fits(teams, facts.team())
        && fits(products, facts.product())
        && (tags.isEmpty() || !Collections.disjoint(tags, facts.tags()));
  }

  private static boolean fits(Set<String> any, String value) {
    return any.isEmpty() || (value != null && any.contains(value));
  }
}
