package io.heard.tickets.worth;

import io.heard.kit.json.BodyCheck;
import io.heard.kit.problem.FieldError;
import io.heard.tickets.worth.WorthApi.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How much work a demand can take. */
@ApplicationScoped
class EstimateCheck implements BodyCheck<Settings> {

  private static final Duration MOST = Duration.ofHours(10_000);

  @Override
  public Class<Settings> type() {
    return Settings.class;
  }

  @Override
  public List<FieldError> mistakes(Settings settings) {
    List<FieldError> errors = new ArrayList<>();
    WholeMinutes.check(settings.effort(), "/effort", MOST, errors);
    return errors;
  }
}
