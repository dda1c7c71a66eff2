package io.heard.kit.audit;

import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** How far the audit has come, and which replica does it. */
@ApplicationScoped
class Marks {

  @Inject Sql sql;

  Optional<String> get(String name) {
    return sql.first("SELECT value FROM audit_mark WHERE name = ?", row -> row.getString(1), name);
  }

  int number(String name) {
    return get(name).map(Integer::valueOf).orElse(0);
  }

  UUID id(String name) {
    return get(name).map(UUID::fromString).orElse(Sql.LOWEST);
  }

  void set(String name, Object value) {
    sql.update(
        "INSERT INTO audit_mark (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value.toString());
  }

  /**
   * Sets the mark if it still is what it was; of two at once one does it.
   *
   * @param old null if there was none
   */
  boolean replace(String name, String old, Object value) {
    return sql.update(
            "INSERT INTO audit_mark (name, value) VALUES (?, ?) ON CONFLICT (name)"
                + " DO UPDATE SET value = excluded.value WHERE audit_mark.value = ?::text",
            name,
            value.toString(),
            old)
        == 1;
  }

  void remove(String name) {
    sql.update("DELETE FROM audit_mark WHERE name = ?", name);
  }

  /**
   * Takes the lease or keeps it. A round that outlasts it may meet one of another replica; each of
   * them can bear that.
   */
  boolean lease(UUID holder, Duration length) {
    return sql.update(
            "UPDATE audit_lease SET holder = ?, until = clock_timestamp() + ? * interval '1 ms'"
                + " WHERE name = 'audit' AND (holder = ? OR until < clock_timestamp())",
            holder,
            length.toMillis(),
            holder)
        == 1;
  }

  void release(UUID holder) {
    sql.update(
        "UPDATE audit_lease SET holder = NULL, until = '-infinity' WHERE name = 'audit' AND holder = ?",
        holder);
  }
}
