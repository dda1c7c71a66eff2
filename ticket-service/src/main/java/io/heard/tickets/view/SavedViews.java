package io.heard.tickets.view;

import io.heard.kit.http.ETags;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.ticket.TicketLists;
import io.heard.tickets.view.ViewApi.Settings;
import io.heard.tickets.view.ViewApi.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Lists of tickets that people keep at hand: everybody sees their own and the shared ones. */
@ApplicationScoped
class SavedViews {

  private static final String SELECT =
      "SELECT id, version, owner, name, query, shared, changed_at FROM saved_view WHERE ";
  private static final Set<String> PAGING = Set.of("limit", "after");

  @Inject Sql sql;
  @Inject TicketLists lists;
  @Inject Callers callers;
  @Inject Clock clock;

  @Transactional
  View create(Settings settings) {
    check(settings.query());
    UUID id = Uuid7.at(clock.instant());
    int added =
        sql.update(
            "INSERT INTO saved_view (id, version, owner, name, shared, query, changed_at) VALUES (?, 1, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (owner, name) DO NOTHING",
            id,
            me(),
            settings.name(),
            shared(settings),
            settings.query(),
            clock.instant());
    if (added == 0) {
      throw nameTaken(settings.name());
    }
    return get(id);
  }

  @Transactional
  View change(UUID id, String ifMatch, Settings settings) {
    check(settings.query());
    View before = own(id);
    ETags.requireMatch(ifMatch, before.version());
    boolean taken =
        sql.number(
                "SELECT count(*) FROM saved_view WHERE owner = ? AND name = ? AND id <> ?",
                me(),
                settings.name(),
                id)
            > 0;
    if (taken) {
      throw nameTaken(settings.name());
    }
    sql.update(
        "UPDATE saved_view SET version = version + 1, name = ?, shared = ?, query = ?, changed_at = ? WHERE id = ?",
        settings.name(),
        shared(settings),
        settings.query(),
        clock.instant(),
        id);
    return get(id);
  }

  @Transactional
  void remove(UUID id) {
    own(id);
    sql.update("DELETE FROM saved_view WHERE id = ?", id);
  }

  /** One of the caller's own, locked; 403 for one that others share. */
  private View own(UUID id) {
    View view =
        sql.first(
                SELECT + "id = ? AND (owner = ? OR shared) FOR UPDATE", SavedViews::view, id, me())
            .orElseThrow(() -> missing(id));
    if (!view.owner().equals(me())) {
      throw new Problem(
          403,
          "not-yours",
          "Forbidden",
          "It is shared by " + view.owner() + ", who alone changes it.");
    }
    return view;
  }

  View get(UUID id) {
    return sql.first(SELECT + "id = ? AND (owner = ? OR shared)", SavedViews::view, id, me())
        .orElseThrow(() -> missing(id));
  }

  /** The caller's own and the shared ones, after one. */
  List<View> list(UUID after, int limit) {
    return sql.list(
        SELECT + "(owner = ? OR shared) AND id > ? ORDER BY id LIMIT ?",
        SavedViews::view,
        me(),
        after,
        limit);
  }

  /** The query of a view for whoever looks. */
  MultivaluedMap<String, String> query(UUID id) {
    return parse(get(id).query(), me());
  }

  private void check(String query) {
    MultivaluedMap<String, String> parsed = parse(query, me());
    if (parsed.keySet().stream().anyMatch(PAGING::contains)) {
      throw Problem.invalid(
          new FieldError("/query", "not-allowed", "must not hold limit or after"));
    }
    try {
      lists.check(parsed);
    } catch (Problem refused) {
      throw Problem.invalid(
          refused.errors().stream()
              .map(
                  error ->
                      new FieldError(
                          "/query",
                          error.code(),
                          error.pointer().replaceFirst("/query/", "") + " " + error.message()))
              .toList());
    }
  }

  private static MultivaluedMap<String, String> parse(String query, String me) {
    MultivaluedMap<String, String> parsed = new MultivaluedHashMap<>();
    for (String part : query.split("&")) {
      if (part.isEmpty()) {
        continue;
      }
      String[] pair = part.split("=", 2);
      String value = pair.length == 1 ? "" : decode(pair[1]);
      parsed.add(decode(pair[0]), value.equals("$me") ? me : value);
    }
    return parsed;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      Problem refused =
          Problem.invalid(new FieldError("/query", "malformed", "must be URL-encoded (RFC 3986)"));
      refused.initCause(e);
      throw refused;
    }
  }

  private static boolean shared(Settings settings) {
    return settings.shared() != null && settings.shared();
  }

  private String me() {
    return callers.current().name();
  }

  private static Problem missing(UUID id) {
    return Problem.notFound("View " + id);
  }

  private static Problem nameTaken(String name) {
    return Problem.conflict("name-taken", "You have a view " + name + " already.");
  }

  private static View view(ResultSet row) throws SQLException {
    return new View(
        Sql.uuid(row, "id"),
        row.getInt("version"),
        row.getString("owner"),
        row.getString("name"),
        row.getString("query"),
        row.getBoolean("shared"),
        Sql.instant(row, "changed_at"));
  }
}
