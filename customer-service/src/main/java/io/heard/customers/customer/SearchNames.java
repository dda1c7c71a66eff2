package io.heard.customers.customer;

import io.heard.kit.load.Processors;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Rounds;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Goes through all customers when the way in which names are folded has changed with a version, and
 * folds theirs anew; and again until a day later, for what replicas of the version before have
 * written after the first time. Some at a time; whoever is being changed at that moment is folded
 * by that change.
 */
@ApplicationScoped
class SearchNames {

  private static final Logger LOG = Logger.getLogger(SearchNames.class);
  private static final int PAGE = 1_000;

  /** Of a processor, while there are more. */
  private static final double SHARE = 0.25;

  /** Of the folding; the next one for one that folds anything in another way. */
  static final int VERSION = 2;

  private static final String NAMES =
      "SELECT id, name, search_name FROM customer WHERE id > ? AND NOT erased ORDER BY id LIMIT "
          + PAGE;

  private static final String FOLD =
      "WITH given AS (SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[]) AS g (id, name, folded)),"
          + " idle AS MATERIALIZED (SELECT id, name FROM customer WHERE id IN (SELECT id FROM given) AND NOT erased FOR UPDATE SKIP LOCKED)"
          + " UPDATE customer c SET search_name = g.folded FROM idle i JOIN given g ON g.id = i.id AND g.name = i.name WHERE c.id = i.id";

  @Inject Sql sql;

  private record Named(UUID id, String name, String searchName) {
    String folded() {
      return NameText.searchable(name);
    }
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.names.every") Duration every) {
    rounds.every(every, Duration.ofMinutes(1), "names", this::run);
  }

  void run() throws InterruptedException {
    boolean done =
        sql.first(
                "SELECT done FROM name_folding WHERE version = ?",
                row -> row.getBoolean(1),
                VERSION)
            .orElse(false);
    if (!done) {
      pass();
    }
  }

  private void pass() throws InterruptedException {
    int folded = 0;
    UUID last = Sql.LOWEST;
    while (last != null) {
      long began = System.nanoTime();
      List<Named> page = page(last);
      folded += fold(page.stream().filter(one -> !one.folded().equals(one.searchName())).toList());
      last = page.size() < PAGE ? null : page.get(page.size() - 1).id();
      Thread.sleep(Processors.restMillis((System.nanoTime() - began) / 1e6, SHARE));
    }
    sql.update(
        "INSERT INTO name_folding (version) VALUES (?) ON CONFLICT (version)"
            + " DO UPDATE SET done = true WHERE name_folding.first < now() - interval '12 hours'",
        VERSION);
    LOG.infof("All names were gone through, %d folded as they are looked for now", folded);
  }

  private List<Named> page(UUID after) {
    return sql.list(
        NAMES,
        row -> new Named(Sql.uuid(row, "id"), row.getString("name"), row.getString("search_name")),
        after);
  }

  private int fold(List<Named> other) {
    return other.isEmpty()
        ? 0
        : sql.update(
            FOLD,
            other.stream().map(Named::id).toList(),
            other.stream().map(Named::name).toList(),
            other.stream().map(Named::folded).toList());
  }
}
