package io.heard.tickets.attachment;

import io.heard.kit.sql.Sql;
import io.heard.kit.time.Rounds;
import io.heard.tickets.attachment.BlobStore.Kind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes away, from stores that know no transactions, what was erased, and what a crash between
 * content and row has left behind. Doing either twice does no harm; replicas need not know of each
 * other.
 */
@ApplicationScoped
class BlobSweep {

  private static final Logger LOG = Logger.getLogger(BlobSweep.class);
  private static final int BATCH = 500;
  private static final Duration FIRST = Duration.ofMinutes(10);

  /**
   * More than this, and more than what is known: somebody has configured the store of another
   * database, or restored an old one.
   */
  private static final int SUSPICIOUS = 100;

  @Inject AttachmentSettings settings;
  @Inject StoredBlobs blobs;
  @Inject Sql sql;
  @Inject Clock clock;

  void keepAtIt(@Observes StartupEvent event, Rounds rounds) {
    rounds.every(settings.emptyEvery(), "emptied-blobs", this::empty);
    rounds.every(settings.sweepEvery(), FIRST, "orphaned-blobs", this::orphans);
  }

  /** Erased contents. */
  void empty() {
    for (UUID id :
        sql.list("SELECT id FROM blob WHERE emptied LIMIT " + BATCH, row -> Sql.uuid(row, "id"))) {
      try {
        QuarkusTransaction.requiringNew().call(() -> empty(id));
      } catch (RuntimeException e) {
        LOG.errorf(e, "The content %s cannot be taken away yet; it is tried again", id);
      }
    }
  }

  private boolean empty(UUID id) throws IOException {
    List<Kind> locked =
        sql.list(
            "SELECT store FROM blob WHERE id = ? AND emptied FOR UPDATE SKIP LOCKED",
            row -> Kind.valueOf(row.getString(1)),
            id);
    for (Kind kind : locked) {
      blobs.store(kind).remove(id);
      sql.update("UPDATE blob SET emptied = false, store = ? WHERE id = ?", Kind.NONE, id);
    }
    return !locked.isEmpty();
  }

  /** What nothing names. */
  void orphans() throws IOException {
    if (settings.store() != Kind.DATABASE) {
      sweep(blobs.store(settings.store()));
    }
  }

  private void sweep(BlobStore store) throws IOException {
    List<UUID> batch = new ArrayList<>();
    List<UUID> orphans = new ArrayList<>();
    long[] seen = {0};
    store.olderThan(
        clock.instant().minus(settings.orphanAfter()),
        id -> {
          seen[0]++;
          batch.add(id);
          if (batch.size() == BATCH) {
            orphans.addAll(unnamed(batch));
            batch.clear();
          }
        });
    orphans.addAll(unnamed(batch));
    if (orphans.size() > SUSPICIOUS && orphans.size() > seen[0] / 2) {
      LOG.errorf(
          "%d of %d contents in store %s belong to nothing in this database; none is swept. Is it the right store, and the right database?",
          orphans.size(), seen[0], store.kind());
      return;
    }
    for (UUID orphan : orphans) {
      store.remove(orphan);
    }
    if (!orphans.isEmpty()) {
      LOG.infof("%d contents that nothing names were swept", orphans.size());
    }
  }

  private List<UUID> unnamed(List<UUID> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Set<UUID> named =
        Set.copyOf(
            sql.list("SELECT id FROM blob WHERE id = ANY (?)", row -> Sql.uuid(row, "id"), ids));
    return ids.stream().filter(id -> !named.contains(id)).toList();
  }
}
