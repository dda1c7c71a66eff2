package io.heard.tickets.ticket;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.problem.QueryIds;
import io.heard.tickets.search.SearchQuery;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns the query parameters of the ticket list into SQL conditions. All wrong parameters are named
 * at once; an unknown one is refused, because a mistyped filter that is ignored shows the wrong
 * tickets.
 */
final class TicketFilter {

  static final Set<String> NAMES =
      Set.of(
          "state",
          "owner",
          "team",
          "receiver",
          "customer",
          "channel",
          "kind",
          "priority",
          "tag",
          "breached",
          "dueBefore",
          "loggedFrom",
          "loggedTo",
          "q");
  private static final Set<String> SEVERAL = Set.of("state", "channel", "kind", "priority");
  private static final Set<String> OTHERS = Set.of("sort", "limit", "after");
  private static final int MAX_WORDS = 200;
  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 9999;

  private final List<String> conditions = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();
  private final List<FieldError> errors = new ArrayList<>();

  private SearchQuery search;
  private boolean searchIsCommon;

  private TicketFilter() {}

  static TicketFilter of(MultivaluedMap<String, String> query) {
    TicketFilter filter = new TicketFilter();
    for (String name : new TreeSet<>(query.keySet())) {
      List<String> values =
          query.get(name).stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
      if (query.get(name).size() > 1 && !SEVERAL.contains(name)) {
        filter.errors.add(FieldError.query(name, "repeated", "must be given once"));
        continue;
      }
      filter.add(name, values, query);
    }
    if (!filter.errors.isEmpty()) {
      throw Problem.invalid(filter.errors);
    }
    return filter;
  }

  private void add(String name, List<String> values, MultivaluedMap<String, String> query) {
    String single = query.getFirst(name);
    if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
      errors.add(FieldError.query(name, "nul", "must not contain the NUL character"));
      return;
    }
    switch (name) {
      case "state" -> oneOf(name, "state", TicketState.class, values);
      case "channel" -> oneOf(name, "channel", TicketApi.Channel.class, values);
      case "kind" -> oneOf(name, "kind", TicketApi.Kind.class, values);
      case "priority" -> oneOf(name, "priority", Priority.class, values);
      case "owner" -> condition("owner_person = ?", single);
      case "team" -> condition("owner_team = ?", single);
      case "receiver" -> condition("receiver = ?", single);
      case "tag" -> condition("tags @> ARRAY[?]::text[]", single);
      case "customer" -> customer(query);
      case "breached" -> breached(single);
      case "dueBefore" -> instant(name, single, "due_at < ?");
      case "loggedFrom" -> instant(name, single, "logged_at >= ?");
      case "loggedTo" -> instant(name, single, "logged_at < ?");
      case "q" -> words(single);
      default -> {
        if (!OTHERS.contains(name)) {
          errors.add(
              FieldError.query(
                  name,
                  "unknown-parameter",
                  "is not known; known are " + String.join(", ", new TreeSet<>(NAMES))));
        }
      }
    }
  }

  /** Adds a condition with its parameters. */
  TicketFilter condition(String sql, Object... values) {
    conditions.add(sql);
    parameters.addAll(List.of(values));
    return this;
  }

  private <E extends Enum<E>> void oneOf(
      String name, String column, Class<E> type, List<String> values) {
    List<String> known = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    if (!known.containsAll(values)) {
      errors.add(
          FieldError.query(
              name, "not-one-of", "must be one or more of " + String.join(", ", known)));
      return;
    }
    conditions.add(
        column + " IN (" + String.join(", ", values.stream().map(value -> "?").toList()) + ")");
    parameters.addAll(values);
  }

  private void customer(MultivaluedMap<String, String> query) {
    try {
      condition("customer_id = ANY (customer_known_as(?))", QueryIds.read("customer", query));
    } catch (Problem refused) {
      errors.addAll(refused.errors());
    }
  }

  private void breached(String value) {
    switch (value) {
      case "true" -> conditions.add("breached");
      case "false" -> conditions.add("NOT breached");
      default -> errors.add(FieldError.query("breached", "malformed", "must be true or false"));
    }
  }

  private void instant(String name, String value, String sql) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(value.replace(' ', '+'));
      if (time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR) {
        condition(sql, time.toInstant());
        return;
      }
    } catch (DateTimeException e) {
      notATime(name);
      return;
    }
    notATime(name);
  }

  private void notATime(String name) {
    errors.add(
        FieldError.query(
            name, "malformed", "must be a time such as 2026-03-21T09:30:00Z (RFC 3339)"));
  }

  private void words(String value) {
    String text = value.strip();
    if (text.isEmpty() || text.length() > MAX_WORDS) {
      errors.add(
          FieldError.query("q", "wrong-length", "must have 1 to " + MAX_WORDS + " characters"));
      return;
    }
    if (text.matches("[Dd]-\\d{4}-\\d+")) {
      condition("number = ?", text.toUpperCase(Locale.ROOT));
      return;
    }
    SearchQuery query = SearchQuery.of(text);
    if (query.isEmpty()) {
      errors.add(FieldError.query("q", "nothing-to-find", "must hold a letter or a digit"));
      return;
    }
    search = query;
  }

  /** What is looked for in the words of tickets; null when nothing is. */
  SearchQuery search() {
    return search;
  }

  /** Has each ticket's text looked up, instead of the words first. */
  TicketFilter searchIsCommon() {
    searchIsCommon = true;
    return this;
  }

  boolean isSearchCommon() {
    return searchIsCommon;
  }

  String where() {
    List<String> all = new ArrayList<>(conditions);
    if (search != null) {
      all.add(searchIsCommon ? search.lookedUpFor("ticket.id") : search.amongThoseFor("ticket.id"));
    }
    return where(all);
  }

  /** Whether nothing else is asked for. */
  boolean isOfWordsOnly() {
    return search != null && conditions.isEmpty();
  }

  /** All but the condition that the words are there. */
  String whereBesidesWords() {
    return where(conditions);
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  List<Object> parameters() {
    return parameters;
  }
}
