package io.heard.tickets.inbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.ETags;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.inbound.InboundApi.Auth;
import io.heard.tickets.inbound.InboundApi.SourceSettings;
import io.heard.tickets.inbound.InboundApi.SourceView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The forms that may send, as configured. */
@ApplicationScoped
class FormSources {

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;
  @Inject Clock clock;

  /** A source with what its secret is checked against. */
  record Source(SourceView view, String secret) {

    SourceSettings settings() {
      return view.settings();
    }
  }

  @Transactional
  SourceView add(SourceSettings given, String by) {
    FieldMapping.check(given.mapping());
    SourceSettings settings = whole(given, given.auth());
    String secret = FormSecrets.newSecret(settings.auth());
    int added =
        update(
            "INSERT INTO inbound_source (id, name, version, active, auth, secret, definition, changed_at, changed_by)"
                + " VALUES (?, ?, 1, ?, ?, ?, ?::jsonb, ?, ?) ON CONFLICT (name) DO NOTHING",
            Uuid7.at(clock.instant()),
            settings.name(),
            settings.active(),
            settings.auth().name(),
            FormSecrets.kept(settings.auth(), secret),
            text(settings),
            now(),
            by);
    if (added == 0) {
      throw Problem.conflict("name-taken", "There is a source of this name already.");
    }
    return with(get(settings.name()).view(), secret);
  }

  @Transactional
  SourceView change(String name, String ifMatch, SourceSettings given, String by) {
    Source before = lock(name);
    ETags.requireMatch(ifMatch, before.view().version());
    List<FieldError> errors = new ArrayList<>();
    if (!given.name().equals(name)) {
      errors.add(new FieldError("/name", "unchangeable", "cannot be changed"));
    }
    if (given.auth() != null && given.auth() != before.settings().auth()) {
      errors.add(new FieldError("/auth", "unchangeable", "cannot be changed; make another source"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    FieldMapping.check(given.mapping());
    SourceSettings settings = whole(given, before.settings().auth());
    update(
        "UPDATE inbound_source SET version = version + 1, active = ?, definition = ?::jsonb, changed_at = ?, changed_by = ? WHERE name = ?",
        settings.active(),
        text(settings),
        now(),
        by,
        name);
    return get(name).view();
  }

  /** Another secret; the former one is void at once. */
  @Transactional
  SourceView rotate(String name, String by) {
    Auth auth = lock(name).settings().auth();
    String secret = FormSecrets.newSecret(auth);
    update(
        "UPDATE inbound_source SET version = version + 1, secret = ?, changed_at = ?, changed_by = ? WHERE name = ?",
        FormSecrets.kept(auth, secret),
        now(),
        by,
        name);
    return with(get(name).view(), secret);
  }

  private static SourceSettings whole(SourceSettings given, Auth auth) {
    return new SourceSettings(
        given.name(),
        auth == null ? Auth.SIGNATURE : auth,
        given.active() == null || given.active(),
        given.channel() == null ? io.heard.tickets.ticket.TicketApi.Channel.WEB : given.channel(),
        given.team(),
        given.receiver(),
        given.defaults(),
        given.mapping() == null ? Map.of() : given.mapping());
  }

  private static SourceView with(SourceView view, String secret) {
    return new SourceView(
        view.id(),
        view.version(),
        view.settings(),
        secret,
        view.path(),
        view.changedAt(),
        view.changedBy());
  }

  Source get(String name) {
    return find(name).orElseThrow(() -> Problem.notFound("Source " + name));
  }

  Optional<Source> find(String name) {
    return select(" WHERE name = ?", name).stream().findFirst();
  }

  private Source lock(String name) {
    return select(" WHERE name = ? FOR UPDATE", name).stream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound("Source " + name));
  }

  List<SourceView> all() {
    return select(" ORDER BY name").stream().map(Source::view).toList();
  }

  private List<Source> select(String where, Object... parameters) {
    String sql =
        "SELECT id, version, secret, definition, changed_at, changed_by FROM inbound_source"
            + where;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      List<Source> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          SourceSettings settings =
              json.readValue(row.getString("definition"), SourceSettings.class);
          found.add(
              new Source(
                  new SourceView(
                      row.getObject("id", UUID.class),
                      row.getInt("version"),
                      settings,
                      null,
                      "/v1/inbound/forms/" + settings.name(),
                      row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                      row.getString("changed_by")),
                  row.getString("secret")));
        }
      }
      return found;
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String text(SourceSettings settings) {
    try {
      return json.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private int update(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        update.setObject(i + 1, parameters[i]);
      }
      return update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
