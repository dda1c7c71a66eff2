package io.heard.notifications.escalation;

import io.heard.kit.http.ETags;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import io.heard.notifications.escalation.EscalationApi.Body;
import io.heard.notifications.escalation.EscalationApi.Notify;
import io.heard.notifications.escalation.EscalationApi.Step;
import io.heard.notifications.escalation.EscalationApi.View;
import io.heard.notifications.schedules.Schedules;
import io.heard.notifications.webhooks.SubscriptionDesk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Changes escalation policies. */
@ApplicationScoped
class PolicyDesk {

  private static final Duration QUICKEST_REPEAT = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  private static final int MOST_TARGETS = 20;
  private static final int LONGEST_NAME = 200;
  private static final Pattern ADDRESS =
      Pattern.compile("(?=.{3,254}$)[^@\\s\\p{Cntrl}<>,;]+@[^@\\s\\p{Cntrl}<>,;]+");

  @Inject Policies policies;
  @Inject SubscriptionDesk subscriptions;
  @Inject Schedules schedules;
  @Inject Clock clock;

  @Transactional
  View create(Body body, String by) {
    check(body);
    takeName(body.name());
    Instant now = clock.instant();
    UUID id = Uuid7.at(now);
    policies.put(id, 1, body, by, now);
    return policies.current(id).orElseThrow();
  }

  @Transactional
  View change(UUID id, String ifMatch, Body body, String by) {
    View present =
        policies.locked(id).orElseThrow(() -> Problem.notFound("An escalation policy " + id));
    ETags.requireMatch(ifMatch, present.version());
    check(body);
    if (!body.name().equals(present.name())) {
      takeName(body.name());
    }
    policies.put(id, present.version() + 1, body, by, clock.instant());
    return policies.current(id).orElseThrow();
  }

  /** 409 when a policy has it already; nobody else takes it until the transaction ends. */
  private void takeName(String name) {
    policies.lockName(name);
    if (policies.current().stream().anyMatch(policy -> policy.name().equals(name))) {
      throw Problem.conflict(
          "name-taken", "There is an escalation policy named " + name + " already.");
    }
  }

  private void check(Body body) {
    List<FieldError> errors = new ArrayList<>();
    Duration before = Duration.ofNanos(-1);
    for (int i = 0; i < body.steps().size(); i++) {
      Step step = body.steps().get(i);
      String pointer = "/steps/" + i;
      if (step.after().compareTo(before) <= 0 || step.after().compareTo(LONGEST) > 0) {
        errors.add(
            new FieldError(
                pointer + "/after",
                "out-of-order",
                "must be later than the step before, and at most 366 days"));
      }
      before = step.after();
      if (step.repeat() != null
          && (step.repeat().compareTo(QUICKEST_REPEAT) < 0
              || step.repeat().compareTo(LONGEST) > 0)) {
        errors.add(
            new FieldError(pointer + "/repeat", "out-of-range", "must be from PT1S to 366 days"));
      }
      if (step.repeat() == null && step.times() != null) {
        errors.add(
            new FieldError(pointer + "/times", "without-repeat", "needs `repeat` beside it"));
      }
      List<Notify> whom = step.whom() == null ? List.of() : step.whom();
      if (whom.isEmpty() || whom.size() > MOST_TARGETS) {
        errors.add(
            new FieldError(
                pointer + "/notify", "wrong-length", "must name 1 to 20 whom to notify"));
      }
      for (int j = 0; j < whom.size(); j++) {
        check(whom.get(j), body.active(), pointer + "/notify/" + j, errors);
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  private void check(Notify target, boolean active, String pointer, List<FieldError> errors) {
    long members =
        target == null
            ? 0
            : Stream.of(
                    target.role(),
                    target.person(),
                    target.email(),
                    target.webhook(),
                    target.schedule())
                .filter(Objects::nonNull)
                .count();
    if (members != 1) {
      errors.add(
          new FieldError(
              pointer,
              "not-one",
              "must have exactly one of role, person, email, webhook, schedule"));
    } else if (target.person() != null
        && (target.person().isBlank() || target.person().length() > LONGEST_NAME)) {
      errors.add(
          new FieldError(
              pointer + "/person", "malformed", "must be a username, 1 to 200 characters"));
    } else if (target.email() != null && !ADDRESS.matcher(target.email()).matches()) {
      errors.add(new FieldError(pointer + "/email", "malformed", "must be a mail address"));
    } else if (target.webhook() != null && subscriptions.find(target.webhook()).isEmpty()) {
      errors.add(
          new FieldError(pointer + "/webhook", "unknown", "must be the id of a subscription"));
    } else if (target.schedule() != null) {
      // held until the policy is committed, so that it cannot be switched off in between
      Optional<Boolean> found = schedules.holdActive(target.schedule());
      if (found.isEmpty()) {
        errors.add(
            new FieldError(
                pointer + "/schedule", "unknown", "must be the name of an on-call schedule"));
      } else if (active && !found.get()) {
        errors.add(
            new FieldError(
                pointer + "/schedule", "inactive", "names a schedule that is switched off"));
      }
    }
  }
}
