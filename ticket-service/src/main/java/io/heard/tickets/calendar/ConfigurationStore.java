package io.heard.tickets.calendar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.kit.http.ETags;
import io.heard.kit.json.MergePatch;
import io.heard.kit.json.StrictJson;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.time.Uuid7;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Named things that are configured, in a table of their present versions; the database itself adds
 * each version to the table of all versions. A change locks the row first, so that of two at once
 * the second sees the first.
 *
 * @param <D> what is configured; must be equal to another if it means the same
 */
public abstract class ConfigurationStore<D> {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String PRESENT =
      "SELECT id, version, built_in, definition, changed_at, changed_by FROM ";
  private static final String VERSIONS =
      "SELECT v.id, v.version, h.built_in, v.definition, v.changed_at, v.changed_by"
          + " FROM %1$s_version v JOIN %1$s h ON h.id = v.id WHERE v.id = ?";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;
  @Inject StrictJson strictJson;
  @Inject Clock clock;
  @Inject Callers callers;
  @Inject Event<ConfigurationChanged> changed;

  private final Class<D> type;
  private final String what;
  private final String table;
  private final String sortedBy;

  /**
   * A store.
   *
   * @param what how people call one of them, with an article
   * @param sortedBy column that a list is sorted by, before the id
   */
  protected ConfigurationStore(Class<D> type, String what, String table, String sortedBy) {
    this.type = type;
    this.what = what;
    this.table = table;
    this.sortedBy = sortedBy;
  }

  /** The name a definition bears, unique among its kind. */
  protected abstract String name(D definition);

  /** The value of the column that a list is sorted by, from an item or from a cursor. */
  protected abstract Object sortKey(D definition);

  /** See {@link #sortKey(Object)}. */
  protected abstract Object sortKey(Cursor cursor);

  /**
   * Everything that is wrong with a definition.
   *
   * @param before what it is to replace, null for a new one
   */
  protected abstract List<FieldError> check(D definition, Versioned<D> before);

  /** The time by the service's clock. */
  protected Instant now() {
    return clock.instant();
  }

  /** Adds a new one; 400 if it is faulty, 409 if its name is taken. */
  @Transactional
  public Versioned<D> create(D definition) {
    require(check(definition, null));
    Instant now = now();
    Versioned<D> created =
        new Versioned<>(Uuid7.at(now), 1, false, definition, now, callers.current().name());
    write(
        "INSERT INTO "
            + table
            + " (name, version, definition, changed_at, changed_by, id, built_in)"
            + " VALUES (?, ?, ?::jsonb, ?, ?, ?, false)",
        created);
    return created;
  }

  /** Replaces one as a whole; 404, 412 or 400. Without a difference no version is made. */
  @Transactional
  public Versioned<D> replace(String reference, String ifMatch, D definition) {
    return change(reference, ifMatch, before -> definition);
  }

  /** Changes parts of one by a JSON Merge Patch (RFC 7396); otherwise like {@link #replace}. */
  @Transactional
  public Versioned<D> patch(String reference, String ifMatch, ObjectNode patch) {
    return change(
        reference,
        ifMatch,
        before -> {
          ObjectNode merged = MergePatch.apply(json.valueToTree(before), patch);
          return type.cast(
              strictJson.read(merged.toString().getBytes(StandardCharsets.UTF_8), type));
        });
  }

  /** Changes one by an edit of its present definition; otherwise like {@link #replace}. */
  protected Versioned<D> change(String reference, String ifMatch, UnaryOperator<D> edit) {
    Versioned<D> before = find(reference, " FOR UPDATE").orElseThrow(() -> Problem.notFound(what));
    ETags.requireMatch(ifMatch, before.version());
    D definition = edit.apply(before.definition());
    require(check(definition, before));
    if (definition.equals(before.definition())) {
      return before;
    }
    Versioned<D> after =
        new Versioned<>(
            before.id(),
            before.version() + 1,
            before.builtIn(),
            definition,
            now(),
            callers.current().name());
    write(
        "UPDATE "
            + table
            + " SET name = ?, version = ?, definition = ?::jsonb, changed_at = ?, changed_by = ? WHERE id = ?",
        after);
    return after;
  }

  private static void require(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  private void write(String sql, Versioned<D> item) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement write = connection.prepareStatement(sql)) {
      write.setString(1, name(item.definition()));
      write.setInt(2, item.version());
      write.setString(3, json.writeValueAsString(item.definition()));
      write.setTimestamp(4, Timestamp.from(item.changedAt()));
      write.setString(5, item.changedBy());
      write.setObject(6, item.id());
      write.executeUpdate();
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw Problem.conflict(
            "name-taken",
            what + " with the name \"" + name(item.definition()) + "\" exists already.");
      }
      throw new IllegalStateException(e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    changed.fire(new ConfigurationChanged());
  }

  /** The present version, by id or name; 404. */
  public Versioned<D> get(String reference) {
    return find(reference, "").orElseThrow(() -> Problem.notFound(what));
  }

  /** The present version, by name. */
  public Optional<Versioned<D>> findByName(String name) {
    return select(PRESENT + table + " WHERE name = ?", name).stream().findFirst();
  }

  private Optional<Versioned<D>> find(String reference, String lock) {
    boolean byId = Names.isUuid(reference);
    return select(
            PRESENT + table + (byId ? " WHERE id = ?" : " WHERE name = ?") + lock,
            byId ? UUID.fromString(reference) : reference)
        .stream()
        .findFirst();
  }

  /** A page of the present versions. */
  public Page<Versioned<D>> list(Limit limit, String after) {
    Cursor from = Cursor.parse(after, table, 2);
    String order = " ORDER BY " + sortedBy + ", id LIMIT ?";
    List<Versioned<D>> found =
        from == null
            ? select(PRESENT + table + order, limit.plusOne())
            : select(
                PRESENT + table + " WHERE (" + sortedBy + ", id) > (?, ?)" + order,
                sortKey(from),
                from.uuid(1),
                limit.plusOne());
    return Page.of(found, limit, i -> Cursor.of(table, sortKey(i.definition()), i.id()));
  }

  /** A page of all versions of one, oldest first; 404. */
  public Page<Versioned<D>> versions(String reference, Limit limit, String after) {
    Cursor from = Cursor.parse(after, table + "_version", 1);
    List<Versioned<D>> found =
        select(
            VERSIONS.formatted(table) + " AND v.version > ? ORDER BY v.version LIMIT ?",
            get(reference).id(),
            from == null ? 0L : from.number(0),
            limit.plusOne());
    return Page.of(found, limit, i -> Cursor.of(table + "_version", i.version()));
  }

  /** One version of one; 404. */
  public Versioned<D> version(String reference, int version) {
    return select(VERSIONS.formatted(table) + " AND v.version = ?", get(reference).id(), version)
        .stream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound("Version " + version));
  }

  private List<Versioned<D>> select(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      List<Versioned<D>> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new Versioned<>(
                  row.getObject("id", UUID.class),
                  row.getInt("version"),
                  row.getBoolean("built_in"),
                  json.readValue(row.getString("definition"), type),
                  row.getTimestamp("changed_at").toInstant(),
                  row.getString("changed_by")));
        }
      }
      return found;
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
