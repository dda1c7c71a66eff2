package io.heard.tickets.requirement;

import io.heard.kit.http.ETags;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.requirement.RequirementApi.Change;
import io.heard.tickets.requirement.RequirementApi.News;
import io.heard.tickets.requirement.RequirementApi.Settings;
import io.heard.tickets.requirement.RequirementApi.StandardKind;
import io.heard.tickets.requirement.RequirementApi.StandardRef;
import io.heard.tickets.requirement.RequirementApi.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the house would have to do, and where that stands. */
@ApplicationScoped
public class Requirements {

  private static final String COLUMNS =
      "r.id, r.version, r.title, r.description, r.product, r.state, r.tickets, r.created_at, r.created_by, r.changed_at, r.shipped_at";

  /** Distinct customers, and what became of word to them, for many requirements in one query. */
  private static final String COUNTS =
      "SELECT rt.requirement_id, count(DISTINCT coalesce(c.merged_into::text, t.customer_id::text, t.customer_phone, t.customer_email, t.id::text)) AS customers,"
          + " count(*) FILTER (WHERE rt.news IS NULL) AS pending, count(*) FILTER (WHERE rt.news = 'NOBODY') AS nobody,"
          + " count(*) FILTER (WHERE "
          + RequirementTickets.TOLD
          + " = 'TOLD') AS told, count(*) FILTER (WHERE "
          + RequirementTickets.TOLD
          + " = 'OWED') AS owed FROM requirement_ticket rt JOIN requirement r ON r.id = rt.requirement_id JOIN ticket t ON t.id = rt.ticket_id"
          + RequirementTickets.SURVIVOR
          + " LEFT JOIN customer_copy c ON c.id = t.customer_id WHERE rt.requirement_id = ANY (?::uuid[]) GROUP BY rt.requirement_id";

  @Inject Sql sql;
  @Inject Callers callers;
  @Inject Clock clock;

  /** A requirement as its row says. */
  record Stored(
      UUID id,
      int version,
      String title,
      String description,
      String product,
      RequirementState state,
      int tickets,
      View bare) {

    /** As the events of tickets tell of it. */
    Map<String, Object> told() {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("id", id);
      told.put("title", title);
      told.put("state", state);
      told.put("product", product);
      return told;
    }
  }

  private record Counts(int customers, News news) {}

  /** Proposes one. */
  @Transactional
  View create(Settings settings) {
    UUID id = Uuid7.at(clock.instant());
    sql.update(
        "INSERT INTO requirement (id, version, title, description, product, state, created_at, created_by, changed_at)"
            + " VALUES (?, 1, ?, ?, ?, 'PROPOSED', ?, ?, ?)",
        id,
        settings.title(),
        settings.description(),
        settings.product(),
        clock.instant(),
        callers.current().name(),
        clock.instant());
    keep(get(id), "CREATED", null);
    return view(id);
  }

  /** Replaces what it says. */
  @Transactional
  View change(UUID id, String ifMatch, Settings settings) {
    Stored before = lock(id);
    ETags.requireMatch(ifMatch, before.version());
    sql.update(
        "UPDATE requirement SET version = version + 1, title = ?, description = ?, product = ?, changed_at = ? WHERE id = ?",
        settings.title(),
        settings.description(),
        settings.product(),
        clock.instant(),
        id);
    keep(get(id), "CHANGED", null);
    return view(id);
  }

  /**
   * Moves it on. From the moment it has shipped every customer behind it is owed word of that:
   * {@link Shipping} sees to it.
   */
  @Transactional
  View step(UUID id, String ifMatch, RequirementState.Step step, String note) {
    Stored before = lock(id);
    ETags.requireMatch(ifMatch, before.version());
    if (!before.state().legal().contains(step.path())) {
      throw Problem.conflict(
              "illegal-transition",
              "A requirement that is " + before.state() + " has no step " + step.path() + ".")
          .with("state", before.state())
          .with("legal", before.state().legal());
    }
    boolean ships = step.to() == RequirementState.SHIPPED;
    sql.update(
        "UPDATE requirement SET version = version + 1, state = ?, changed_at = ?, shipped_at = ?, telling = ? WHERE id = ?",
        step.to(),
        clock.instant(),
        ships ? clock.instant() : null,
        ships,
        id);
    keep(get(id), step.to().name(), note);
    return view(id);
  }

  private void keep(Stored now, String what, String note) {
    sql.update(
        "INSERT INTO requirement_change (requirement_id, version, what, note, title, state, changed_at, changed_by)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        now.id(),
        now.version(),
        what,
        note,
        now.title(),
        now.state(),
        clock.instant(),
        callers.current().name());
  }

  /** A requirement, locked until the transaction ends. */
  @Transactional(Transactional.TxType.MANDATORY)
  Stored lock(UUID id) {
    return sql.first(
            "SELECT " + COLUMNS + " FROM requirement r WHERE r.id = ? FOR UPDATE",
            Requirements::stored,
            id)
        .orElseThrow(() -> Problem.notFound("Requirement " + id));
  }

  Stored get(UUID id) {
    return sql.first(
            "SELECT " + COLUMNS + " FROM requirement r WHERE r.id = ?", Requirements::stored, id)
        .orElseThrow(() -> Problem.notFound("Requirement " + id));
  }

  /** A requirement with the numbers behind it. */
  View view(UUID id) {
    return whole(List.of(get(id))).get(0);
  }

  /**
   * Some requirements.
   *
   * @param states any of them; empty for all
   * @param beforeTickets continue after one with so many tickets, null for the order by age
   */
  List<View> list(
      List<RequirementState> states,
      String product,
      UUID standard,
      boolean byTickets,
      Integer beforeTickets,
      UUID before,
      int limit) {
    List<Object> parameters = new ArrayList<>();
    StringBuilder where = new StringBuilder(" WHERE true");
    if (!states.isEmpty()) {
      where.append(" AND r.state = ANY (?)");
      parameters.add(states);
    }
    if (product != null) {
      where.append(" AND r.product = ?");
      parameters.add(product);
    }
    if (standard != null) {
      where.append(
          " AND EXISTS (SELECT FROM requirement_standard s WHERE s.requirement_id = r.id AND s.standard_id = ?)");
      parameters.add(standard);
    }
    if (before != null && byTickets) {
      where.append(" AND (r.tickets < ? OR r.tickets = ? AND r.id > ?)");
      parameters.addAll(List.of(beforeTickets, beforeTickets, before));
    } else if (before != null) {
      where.append(" AND r.id < ?");
      parameters.add(before);
    }
    parameters.add(limit);
    return whole(
        sql.list(
            "SELECT "
                + COLUMNS
                + " FROM requirement r"
                + where
                + " ORDER BY "
                + (byTickets ? "r.tickets DESC, r.id" : "r.id DESC")
                + " LIMIT ?",
            Requirements::stored,
            parameters.toArray()));
  }

  /** The history of one, the newest first. */
  List<Change> history(UUID id, int below, int limit) {
    get(id);
    return sql.list(
        "SELECT version, what, note, title, state, changed_at, changed_by FROM requirement_change"
            + " WHERE requirement_id = ? AND version < ? ORDER BY version DESC LIMIT ?",
        row ->
            new Change(
                row.getInt("version"),
                row.getString("what"),
                row.getString("note"),
                row.getString("title"),
                RequirementState.valueOf(row.getString("state")),
                Sql.instant(row, "changed_at"),
                row.getString("changed_by")),
        id,
        below,
        limit);
  }

  private List<View> whole(List<Stored> found) {
    List<UUID> ids = found.stream().map(Stored::id).toList();
    Map<UUID, Counts> counts = counts(ids);
    Map<UUID, List<StandardRef>> standards = standards(ids);
    return found.stream()
        .map(
            one ->
                whole(
                    one.bare(),
                    Optional.ofNullable(counts.get(one.id())),
                    standards.getOrDefault(one.id(), List.of())))
        .toList();
  }

  private static View whole(View bare, Optional<Counts> counts, List<StandardRef> standards) {
    boolean shipped = bare.state() == RequirementState.SHIPPED;
    return new View(
        bare.id(),
        bare.version(),
        bare.title(),
        bare.description(),
        bare.product(),
        bare.state(),
        bare.tickets(),
        counts.map(Counts::customers).orElse(0),
        standards,
        bare.createdAt(),
        bare.createdBy(),
        bare.changedAt(),
        bare.shippedAt(),
        shipped ? counts.map(Counts::news).orElse(new News(0, 0, 0, 0)) : null);
  }

  private Map<UUID, Counts> counts(List<UUID> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return sql
        .list(
            COUNTS,
            row ->
                Map.entry(
                    Sql.uuid(row, "requirement_id"),
                    new Counts(
                        row.getInt("customers"),
                        new News(
                            row.getInt("pending"),
                            row.getInt("owed"),
                            row.getInt("told"),
                            row.getInt("nobody")))),
            ids)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<UUID, List<StandardRef>> standards(List<UUID> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return sql
        .list(
            "SELECT rs.requirement_id, s.id, s.kind, s.name FROM requirement_standard rs JOIN standard s ON s.id = rs.standard_id"
                + " WHERE rs.requirement_id = ANY (?::uuid[]) ORDER BY s.name",
            row ->
                Map.entry(
                    Sql.uuid(row, "requirement_id"),
                    new StandardRef(
                        Sql.uuid(row, "id"),
                        StandardKind.valueOf(row.getString("kind")),
                        row.getString("name"))),
            ids)
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  private static Stored stored(ResultSet row) throws SQLException {
    View bare =
        new View(
            Sql.uuid(row, "id"),
            row.getInt("version"),
            row.getString("title"),
            row.getString("description"),
            row.getString("product"),
            RequirementState.valueOf(row.getString("state")),
            row.getInt("tickets"),
            0,
            List.of(),
            Sql.instant(row, "created_at"),
            row.getString("created_by"),
            Sql.instant(row, "changed_at"),
            Sql.instant(row, "shipped_at"),
            null);
    return new Stored(
        bare.id(),
        bare.version(),
        bare.title(),
        bare.description(),
        bare.product(),
        bare.state(),
        bare.tickets(),
        bare);
  }
}
