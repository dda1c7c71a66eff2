package io.heard.tickets.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.ETags;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Rounds;
import io.heard.tickets.field.FieldApi.FieldType;
import io.heard.tickets.field.FieldApi.RequiredFrom;
import io.heard.tickets.field.FieldApi.Settings;
import io.heard.tickets.field.FieldApi.View;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What may stand in the custom fields of tickets. Kept in memory, because logging must not ask the
 * database for it: own changes are in force at once, those of other replicas within a second. As
 * long as no field is defined every one may be set to anything.
 */
@ApplicationScoped
public class CustomFields {

  private static final Logger LOG = Logger.getLogger(CustomFields.class);
  private static final String SELECT =
      "SELECT name, version, definition, changed_at, changed_by FROM custom_field";

  @Inject Sql sql;
  @Inject ObjectMapper json;
  @Inject Callers callers;
  @Inject Clock clock;
  @Inject Event<Changed> changed;

  private volatile Map<String, View> known = Map.of();

  /** Some definition is another one now. */
  record Changed() {}

  /** What is wrong with values that are to be set; pointers are into {@code /customFields}. */
  public List<FieldError> mistakes(Map<String, Object> values) {
    Map<String, View> fields = known;
    List<FieldError> mistakes = new ArrayList<>();
    if (fields.isEmpty()) {
      return mistakes;
    }
    values.forEach(
        (name, value) -> {
          String pointer = "/customFields/" + name.replace("~", "~0").replace("/", "~1");
          View field = fields.get(name);
          if (field == null) {
            mistakes.add(
                new FieldError(
                    pointer,
                    "unknown-field",
                    "is not defined; defined are " + String.join(", ", fields.keySet())));
          } else {
            FieldRule.mistake(field, value)
                .ifPresent(
                    message -> mistakes.add(new FieldError(pointer, "wrong-value", message)));
          }
        });
    return mistakes;
  }

  /**
   * The fields that are missing for a ticket to come from one state into another, by name; none
   * when that is no step forward.
   */
  public List<String> missing(String from, String to, Map<String, Object> values) {
    if (order(to) <= order(from)) {
      return List.of();
    }
    return known.values().stream()
        .filter(field -> field.active() && field.requiredFrom() != null)
        .filter(field -> order(to) >= order(field.requiredFrom().name()))
        .map(View::name)
        .filter(name -> saysNothing(values.get(name)))
        .toList();
  }

  private static boolean saysNothing(Object value) {
    return value == null
        || (value instanceof String text && text.isBlank())
        || (value instanceof Collection<?> several && several.isEmpty());
  }

  /** How far on a state is; work that was declined or merged needs nothing more. */
  private static int order(String state) {
    return switch (state) {
      case "ACKNOWLEDGED" -> 1;
      case "IN_PROGRESS", "WAITING_FOR_CUSTOMER", "WAITING_FOR_OTHERS" -> 2;
      case "RESOLVED" -> 3;
      case "CLOSED" -> 4;
      default -> 0;
    };
  }

  /** Defines a field, or defines it anew; tickets that are there stay as they are. */
  @Transactional
  View define(String name, String ifMatch, Settings settings) {
    check(name, settings);
    Optional<View> before = sql.first(SELECT + " WHERE name = ? FOR UPDATE", this::view, name);
    ETags.requireMatch(ifMatch, before.map(View::version).orElse(0));
    sql.update(
        "INSERT INTO custom_field (name, version, definition, changed_at, changed_by) VALUES (?, 1, ?::jsonb, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET version = custom_field.version + 1, definition = EXCLUDED.definition,"
            + " changed_at = EXCLUDED.changed_at, changed_by = EXCLUDED.changed_by",
        name,
        text(settings),
        clock.instant(),
        callers.current().name());
    changed.fire(new Changed());
    return get(name);
  }

  private static void check(String name, Settings settings) {
    List<FieldError> errors = new ArrayList<>();
    if (name.isBlank() || name.length() > 100) {
      errors.add(new FieldError("/path/name", "wrong-length", "must have 1 to 100 characters"));
    }
    boolean options = settings.type() == FieldType.ENUM || settings.type() == FieldType.ENUM_LIST;
    List<String> given = settings.options() == null ? List.of() : settings.options();
    if (options == given.isEmpty()) {
      errors.add(
          new FieldError(
              "/options",
              options ? "required" : "not-allowed",
              options ? "is required for this type" : "is for ENUM and ENUM_LIST only"));
    }
    boolean bounds = settings.min() != null || settings.max() != null;
    if (bounds && settings.type() != FieldType.NUMBER) {
      errors.add(new FieldError("/min", "not-allowed", "min and max are for NUMBER only"));
    } else if (settings.min() != null
        && settings.max() != null
        && settings.min().compareTo(settings.max()) > 0) {
      errors.add(new FieldError("/max", "out-of-range", "must not be below min"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  View get(String name) {
    return sql.first(SELECT + " WHERE name = ?", this::view, name)
        .orElseThrow(() -> Problem.notFound("Custom field " + name));
  }

  List<View> list(String after, int limit) {
    return sql.list(SELECT + " WHERE name > ? ORDER BY name LIMIT ?", this::view, after, limit);
  }

  void load(@Observes StartupEvent start) {
    refresh();
  }

  void load(@Observes(during = TransactionPhase.AFTER_SUCCESS) Changed change) {
    refresh();
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.fields.refresh", defaultValue = "1s") Duration every) {
    rounds.every(every, "custom-fields", this::poll);
  }

  /** Changes of other replicas; while the database is away, what is known stays in force. */
  void poll() {
    try {
      refresh();
    } catch (IllegalStateException e) {
      LOG.debugf("Custom fields cannot be read; those known stay in force: %s", e);
    }
  }

  private void refresh() {
    Map<String, View> fields = new LinkedHashMap<>();
    sql.list(SELECT + " ORDER BY name", this::view).forEach(view -> fields.put(view.name(), view));
    known = fields;
  }

  private String text(Settings settings) {
    try {
      return json.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private View view(ResultSet row) throws SQLException {
    try {
      Settings settings = json.readValue(row.getString("definition"), Settings.class);
      RequiredFrom required = settings.requiredFrom();
      return new View(
          row.getString("name"),
          row.getInt("version"),
          settings.type(),
          settings.label(),
          settings.options() == null ? List.of() : settings.options(),
          settings.min(),
          settings.max(),
          required,
          settings.active() == null || settings.active(),
          Sql.instant(row, "changed_at"),
          row.getString("changed_by"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
