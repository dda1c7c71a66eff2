package io.heard.testkit.upgrade;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What replicas rely on in a database: what they may read, and what refuses what they write. */
record Schema(
    TreeMap<String, TreeMap<String, Column>> tables,
    List<Rule> rules,
    TreeMap<String, String> functions) {

  /**
   * @param filled has a value of its own when none is given
   */
  record Column(String type, boolean required, boolean filled, boolean generated) {}

  /**
   * A constraint or a unique index.
   *
   * @param columns may be fewer than it looks at, when it is about expressions
   */
  record Rule(String table, String definition, boolean unique, Set<String> columns) {
    @Override
    public String toString() {
      return table + ": " + definition;
    }
  }

  private static final String COLUMNS =
      """
      select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
             a.atthasdef or a.attidentity <> '', a.attgenerated <> ''
      from pg_class c
      left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
        and c.relname <> 'flyway_schema_history'
      """;

  private static final String RULES =
      """
      select conrelid::regclass::text, pg_get_constraintdef(oid), contype in ('p', 'u'),
             array(select attname::text from pg_attribute
                   where attrelid = conrelid and attnum = any (conkey))
      from pg_constraint
      where connamespace = 'public'::regnamespace and contype in ('c', 'p', 'u', 'f', 'x')
        and conrelid <> 0
      union all
      select indrelid::regclass::text,
             regexp_replace(pg_get_indexdef(indexrelid), '^CREATE UNIQUE INDEX .* USING', 'UNIQUE'),
             true,
             array(select attname::text from pg_attribute
                   where attrelid = indrelid and attnum = any (indkey::smallint[]))
      from pg_index
      where indisunique and indrelid::regclass::text <> 'flyway_schema_history'
        and indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
        and not exists (select 1 from pg_constraint where conindid = indexrelid)
      """;

  private static final String FUNCTIONS =
      """
      select proname || '(' || pg_get_function_identity_arguments(oid) || ')',
             pg_get_function_result(oid)
      from pg_proc
      where pronamespace = 'public'::regnamespace
        and not exists (select 1 from pg_depend
                        where classid = 'pg_proc'::regclass and objid = pg_proc.oid
                          and deptype = 'e')
      """;

  static Schema read(Connection connection) throws SQLException {
    Schema schema = new Schema(new TreeMap<>(), new ArrayList<>(), new TreeMap<>());
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery(COLUMNS)) {
        while (rows.next()) {
          schema
              .tables
              .computeIfAbsent(rows.getString(1), unknown -> new TreeMap<>())
              .put(
                  rows.getString(2),
                  new Column(
                      rows.getString(3),
                      rows.getBoolean(4),
                      rows.getBoolean(5),
                      rows.getBoolean(6)));
        }
      }
      try (ResultSet rows = statement.executeQuery(RULES)) {
        while (rows.next()) {
          schema.rules.add(
              new Rule(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getBoolean(3),
                  Set.of((String[]) rows.getArray(4).getArray())));
        }
      }
      try (ResultSet rows = statement.executeQuery(FUNCTIONS)) {
        while (rows.next()) {
          schema.functions.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return schema;
  }

  /** What replicas that were made for this schema would stumble over in the newer one. */
  List<String> missedIn(Schema newer) {
    List<String> found = new ArrayList<>();
    tables.forEach((table, columns) -> missedColumns(newer, table, columns, found));
    functions.forEach(
        (function, result) -> {
          if (!result.equals(newer.functions.get(function))) {
            found.add("function " + function + " is gone or has another result");
          }
        });
    Stream<Rule> relied = rules.stream().filter(Rule::unique);
    relied
        .filter(rule -> !newer.rules.contains(rule))
        .forEach(rule -> found.add("ON CONFLICT relies on what is gone: " + rule));
    newer.rules.stream()
        .filter(rule -> tables.containsKey(rule.table()) && !rules.contains(rule))
        .filter(this::looksAtWhatTheyWrite)
        .forEach(rule -> found.add("what is written may be refused: " + rule));
    return found;
  }

  private boolean looksAtWhatTheyWrite(Rule rule) {
    Set<String> known = tables.get(rule.table()).keySet();
    return rule.columns().isEmpty() || rule.columns().stream().anyMatch(known::contains);
  }

  private static void missedColumns(
      Schema newer, String table, TreeMap<String, Column> columns, List<String> found) {
    if (!newer.tables.containsKey(table)) {
      found.add(table + " is gone");
      return;
    }
    TreeMap<String, Column> now = new TreeMap<>(newer.tables.get(table));
    columns.forEach(
        (name, before) -> {
          Column after = now.remove(name);
          String column = table + "." + name;
          if (after == null) {
            found.add(column + " is gone");
          } else if (!after.type().equals(before.type())) {
            found.add(column + " was " + before.type() + " and is " + after.type());
          } else if (after.required() && !before.required()) {
            found.add(column + " is required");
          } else if (before.filled() && !after.filled()) {
            found.add(column + " has lost its default");
          } else if (after.generated() && !before.generated()) {
            found.add(column + " cannot be written");
          }
        });
    now.forEach(
        (name, added) -> {
          if (added.required() && !added.filled()) {
            found.add(table + "." + name + " is new and has to be given");
          }
        });
  }
}
