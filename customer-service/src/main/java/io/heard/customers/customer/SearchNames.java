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
 * Goes through all customers, and folds the names that were folded in another way than they are
 * looked for now: by a version before, whose replicas may still have been at it after this one
 * began, or by another Java. Some at a time; whoever is being changed at that moment is left to
 * that change, and to the next round.
 */
@ApplicationScoped
class SearchNames {

  private static final Logger LOG = Logger.getLogger(SearchNames.class);
  private static final int PAGE = 1_000;

  /** Of a processor, while there are more. */
  private static final double SHARE = 0.25;

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
    int folded = 0;
    UUID last = Sql.LOWEST;
    while (last != null) {
      long began = System.nanoTime();
      List<Named> page = page(last);
      folded += fold(page.stream().filter(one -> !one.folded().equals(one.searchName())).toList());
      last = page.size() < PAGE ? null : page.get(page.size() - 1).id();
      Thread.sleep(Processors.restMillis((System.nanoTime() - began) / 1e6, SHARE));
    }
    if (folded > 0) {
      LOG.infof("%d names are found now as they are looked for", folded);
    }
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
