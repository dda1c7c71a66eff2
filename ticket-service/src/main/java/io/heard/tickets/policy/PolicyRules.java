package io.heard.tickets.policy;

import io.heard.kit.problem.FieldError;
import io.heard.tickets.calendar.Faults;
import io.heard.tickets.calendar.Names;
import io.heard.tickets.calendar.WorkCalendar;
import io.heard.tickets.calendar.WorkDuration;
import io.heard.tickets.calendar.WorkingTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What makes a policy acceptable; finds every fault. */
final class PolicyRules {
  static final Set<String> KINDS =
      Set.of("REQUEST", "COMPLAINT", "FAULT", "QUESTION", "SUGGESTION", "PRAISE");
  static final Set<String> CHANNELS =
      Set.of(
          "PHONE",
          "COUNTER",
          "EMAIL",
          "CHAT",
          "WEB",
          "FIELD",
          "SOCIAL",
          "MEDIA",
          "PARTNER",
          "EMPLOYEE",
          "API");
  static final Set<String> PRIORITIES = Set.of("P1", "P2", "P3", "P4");

  /** From here on the order belongs to the built-in policies. */
  private static final int BUILT_IN_ORDER = 1_000_000;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(87_600);
  private static final int LONGEST_LIST = 200;
  private static final int LONGEST_VALUE = 200;

  private final PolicyApi.Definition policy;
  private final Faults faults = new Faults();

  private PolicyRules(PolicyApi.Definition policy) {
    this.policy = policy;
  }

  /**
   * Every fault of a policy.
   *
   * @param before the built-in policy it is to replace, null if it is no built-in one
   * @param calendar the calendar it names, null if there is none of that name
   * @param now its targets must be reachable from here
   */
  static List<FieldError> check(
      PolicyApi.Definition policy,
      PolicyApi.Definition before,
      WorkCalendar calendar,
      Instant now) {
    PolicyRules rules = new PolicyRules(policy);
    Names.check(policy.name(), rules.faults);
    if (before == null) {
      rules.order();
      rules.when();
    } else {
      rules.unchanged(before);
    }
    rules.calendar(calendar);
    rules.warning();
    rules.targets(before != null, calendar, now);
    return rules.faults.list();
  }

  private void order() {
    if (policy.order() == null) {
      faults.add("/order", "required", "is required: lower ones come first");
    } else if (policy.order() < 0 || policy.order() >= BUILT_IN_ORDER) {
      faults.add(
          "/order", "out-of-range", "must be 0 to 999999; the built-in policies come after that");
    }
  }

  private void when() {
    PolicyApi.When when = policy.when();
    list("tiers", when.tiers(), null);
    list("kinds", when.kinds(), KINDS);
    list("channels", when.channels(), CHANNELS);
    list("priorities", when.priorities(), PRIORITIES);
    list("products", when.products(), null);
    list("teams", when.teams(), null);
    list("tags", when.tags(), null);
  }

  private void list(String name, List<String> values, Set<String> possible) {
    String pointer = "/when/" + name;
    if (values.size() > LONGEST_LIST) {
      faults.add(pointer, "wrong-length", "must have at most " + LONGEST_LIST + " values");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      if (value == null || value.isBlank() || value.length() > LONGEST_VALUE) {
        faults.add(
            pointer + "/" + i, "wrong-length", "must have 1 to " + LONGEST_VALUE + " characters");
      } else if (possible != null && !possible.contains(value)) {
        faults.add(
            pointer + "/" + i,
            "not-one-of",
            "must be one of " + String.join(", ", possible.stream().sorted().toList()));
      } else if (!seen.add(value)) {
        faults.add(pointer + "/" + i, "duplicate", "\"" + value + "\" is in the list already");
      }
    }
  }

  /** A built-in policy is what always matches: all that could keep it from that is fixed. */
  private void unchanged(PolicyApi.Definition before) {
    fixed("name", policy.name(), before.name());
    fixed("order", policy.order(), before.order());
    fixed("active", policy.active(), before.active());
    fixed("when", policy.when(), before.when());
  }

  private void fixed(String name, Object value, Object present) {
    if (!present.equals(value)) {
      faults.add(
          "/" + name,
          "fixed",
          "cannot be changed in a built-in policy, so that one always matches");
    }
  }

  private void calendar(WorkCalendar calendar) {
    if (policy.calendar() == null) {
      faults.add("/calendar", "required", "is required: the name of a calendar, or 24x7");
    } else if (calendar == null) {
      faults.add(
          "/calendar",
          "unknown",
          "There is no calendar with the name \"" + policy.calendar() + "\"");
    }
  }

  private void warning() {
    if (policy.warnAt().signum() <= 0 || policy.warnAt().compareTo(BigDecimal.ONE) >= 0) {
      faults.add("/warnAt", "out-of-range", "must be a share above 0 and below 1, such as 0.75");
    } else if (policy.warnAt().scale() > 6) {
      faults.add("/warnAt", "out-of-range", "must have at most six decimals");
    }
  }

  private void targets(boolean complete, WorkCalendar calendar, Instant now) {
    if (policy.targets().isEmpty()) {
      faults.add("/targets", "required", "must have a target for at least one kind of clock");
    }
    Set<String> kinds = new HashSet<>();
    SlaTerms.KINDS.forEach(kind -> kinds.add(kind.name()));
    policy
        .targets()
        .forEach(
            (kind, target) -> {
              String pointer = "/targets/" + kind.replace("~", "~0").replace("/", "~1");
              if (kinds.contains(kind)) {
                target(pointer, target, calendar, now);
              } else {
                faults.add(
                    pointer,
                    "not-one-of",
                    "must be one of "
                        + String.join(", ", SlaTerms.KINDS.stream().map(Enum::name).toList()));
              }
            });
    if (complete) {
      kinds.stream()
          .filter(kind -> !policy.targets().containsKey(kind))
          .sorted()
          .forEach(
              kind ->
                  faults.add(
                      "/targets/" + kind,
                      "required",
                      "is required in a built-in policy, so that no ticket is without this clock"));
    }
  }

  private void target(String pointer, String text, WorkCalendar calendar, Instant now) {
    if (text == null) {
      faults.add(pointer, "required", "must be a duration such as PT8H, or be left out");
      return;
    }
    try {
      Duration target = WorkDuration.parse(text);
      if (target.compareTo(SHORTEST) < 0
          || target.compareTo(LONGEST) > 0
          || target.getNano() != 0) {
        faults.add(pointer, "out-of-range", "must be PT1S to PT87600H, in whole seconds");
      } else if (calendar != null && !WorkingTime.reaches(calendar, now, target, List.of())) {
        faults.add(
            pointer,
            "out-of-reach",
            "the calendar \"" + policy.calendar() + "\" has not that much working time left");
      }
    } catch (IllegalArgumentException unreadable) {
      faults.add(pointer, "malformed", unreadable.getMessage());
    }
  }

  /** The targets of an accepted policy. */
  static Map<ClockKind, Duration> targets(PolicyApi.Definition policy) {
    Map<ClockKind, Duration> targets = new TreeMap<>();
    policy
        .targets()
        .forEach(
            (kind, target) -> targets.put(ClockKind.valueOf(kind), WorkDuration.parse(target)));
    return targets;
  }
}
