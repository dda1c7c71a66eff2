package io.heard.tickets.worth;

import io.heard.kit.json.BodyCheck;
import io.heard.kit.problem.FieldError;
import io.heard.tickets.worth.WorthApi.NewWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How much work can be logged at once, and when it can have been. */
@ApplicationScoped
class WorkCheck implements BodyCheck<NewWork> {

  private static final Duration MOST = Duration.ofHours(24);

  @Inject Clock clock;

  @Override
  public Class<NewWork> type() {
    return NewWork.class;
  }

  @Override
  public List<FieldError> mistakes(NewWork work) {
    List<FieldError> errors = new ArrayList<>();
    WholeMinutes.check(work.spent(), "/spent", MOST, errors);
    if (work.at() != null && work.at().isAfter(clock.instant())) {
      errors.add(new FieldError("/at", "in-future", "must not be in the future"));
    }
    return errors;
  }
}
