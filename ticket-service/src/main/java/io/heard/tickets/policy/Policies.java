package io.heard.tickets.policy;

import io.heard.kit.paging.Cursor;
import io.heard.kit.problem.FieldError;
import io.heard.tickets.calendar.Calendars;
import io.heard.tickets.calendar.ConfigurationStore;
import io.heard.tickets.calendar.Versioned;
import io.heard.tickets.calendar.WorkCalendar;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** The stored SLA policies. */
@ApplicationScoped
public class Policies extends ConfigurationStore<PolicyApi.Definition> {

  @Inject Calendars calendars;

  Policies() {
    super(PolicyApi.Definition.class, "An SLA policy", "sla_policy", "ordering");
  }

  @Override
  protected String name(PolicyApi.Definition definition) {
    return definition.name();
  }

  @Override
  protected Object sortKey(PolicyApi.Definition definition) {
    return definition.order();
  }

  @Override
  protected Object sortKey(Cursor cursor) {
    return cursor.number(0);
  }

  @Override
  protected List<FieldError> check(
      PolicyApi.Definition definition, Versioned<PolicyApi.Definition> before) {
    WorkCalendar calendar =
        definition.calendar() == null
            ? null
            : calendars
                .findByName(definition.calendar())
                .map(found -> Calendars.workCalendar(found.definition()))
                .orElse(null);
    PolicyApi.Definition builtIn = before != null && before.builtIn() ? before.definition() : null;
    return PolicyRules.check(definition, builtIn, calendar, now());
  }
}
