package io.heard.tickets.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.ETags;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.bulk.BulkApi.Macro;
import io.heard.tickets.bulk.BulkApi.MacroSettings;
import io.heard.tickets.bulk.BulkApi.Step;
import io.heard.tickets.ticket.TicketApi;
import io.heard.tickets.ticket.TicketCommands;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Named steps that are taken together. */
@ApplicationScoped
class Macros {

  private static final String SELECT =
      "SELECT id, version, name, description, steps, active, changed_at, changed_by FROM macro WHERE ";

  @Inject Sql sql;
  @Inject ObjectMapper json;
  @Inject TicketCommands commands;
  @Inject Callers callers;
  @Inject Clock clock;

  @Transactional
  Macro create(MacroSettings settings) {
    check(settings);
    UUID id = Uuid7.at(clock.instant());
    int added =
        sql.update(
            "INSERT INTO macro (id, version, name, description, steps, active, changed_at, changed_by)"
                + " VALUES (?, 1, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            id,
            settings.name(),
            settings.description(),
            text(settings.steps()),
            active(settings),
            clock.instant(),
            callers.current().name());
    if (added == 0) {
      throw nameTaken(settings.name());
    }
    return get(id.toString());
  }

  @Transactional
  Macro change(UUID id, String ifMatch, MacroSettings settings) {
    check(settings);
    Macro before = find("id = ? FOR UPDATE", id).orElseThrow(() -> missing(id.toString()));
    ETags.requireMatch(ifMatch, before.version());
    if (find("name = ?", settings.name()).filter(other -> !other.id().equals(id)).isPresent()) {
      throw nameTaken(settings.name());
    }
    sql.update(
        "UPDATE macro SET version = version + 1, name = ?, description = ?, steps = ?::jsonb, active = ?, changed_at = ?, changed_by = ?"
            + " WHERE id = ?",
        settings.name(),
        settings.description(),
        text(settings.steps()),
        active(settings),
        clock.instant(),
        callers.current().name(),
        id);
    return get(id.toString());
  }

  private static boolean active(MacroSettings settings) {
    return settings.active() == null || settings.active();
  }

  /** Every step must be one that could be taken; all that could not are named. */
  private void check(MacroSettings settings) {
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < settings.steps().size(); i++) {
      Step step = settings.steps().get(i);
      String pointer = "/steps/" + i;
      try {
        commands.check(step.command(), step.body(), pointer);
      } catch (Problem refused) {
        for (FieldError error : refused.errors()) {
          boolean named = error.pointer().startsWith(pointer);
          String where = named ? error.pointer() : pointer + "/body" + error.pointer();
          errors.add(new FieldError(where, error.code(), error.message()));
        }
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  /** Takes all steps on a ticket, or, when one of them is refused, none. */
  @Transactional
  TicketApi.View run(String reference, String ifMatch, String nameOrId) {
    Macro macro = get(nameOrId);
    if (!macro.active()) {
      throw Problem.conflict("macro-inactive", "The macro " + macro.name() + " is not to be used.");
    }
    TicketApi.View view = null;
    for (int i = 0; i < macro.steps().size(); i++) {
      Step step = macro.steps().get(i);
      try {
        view = commands.give(step.command(), reference, i == 0 ? ifMatch : null, step.body());
      } catch (Problem refused) {
        throw refused.with("step", i).with("command", step.command());
      }
    }
    return view;
  }

  Macro get(String nameOrId) {
    return find("name = ? OR id::text = ?", nameOrId, nameOrId)
        .orElseThrow(() -> missing(nameOrId));
  }

  List<Macro> list(String afterName, int limit) {
    return sql.list(SELECT + "name > ? ORDER BY name LIMIT ?", this::macro, afterName, limit);
  }

  private Optional<Macro> find(String where, Object... parameters) {
    return sql.first(SELECT + where, this::macro, parameters);
  }

  private static Problem missing(String which) {
    return Problem.notFound("Macro " + which);
  }

  private static Problem nameTaken(String name) {
    return Problem.conflict("name-taken", "There is a macro " + name + " already.");
  }

  private String text(List<Step> steps) {
    try {
      return json.writeValueAsString(steps);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Macro macro(ResultSet row) throws SQLException {
    try {
      return new Macro(
          Sql.uuid(row, "id"),
          row.getInt("version"),
          row.getString("name"),
          row.getString("description"),
          json.readValue(row.getString("steps"), new TypeReference<List<Step>>() {}),
          row.getBoolean("active"),
          Sql.instant(row, "changed_at"),
          row.getString("changed_by"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
