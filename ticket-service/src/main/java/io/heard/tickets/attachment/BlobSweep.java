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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
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
  @Inject DatabasePieces pieces;
  @Inject Sql sql;
  @Inject Clock clock;

  void keepAtIt(@Observes StartupEvent event, Rounds rounds) {
    rounds.every(settings.emptyEvery(), "emptied-blobs", this::empty);
    rounds.every(settings.sweepEvery(), FIRST, "orphaned-blobs", this::orphans);
  }

  /** Contents that were erased, and what was left where a moved one had been. */
  void empty() {
    for (UUID id :
        sql.list("SELECT id FROM blob WHERE emptied LIMIT " + BATCH, row -> Sql.uuid(row, "id"))) {
      if (!tried(id, () -> empty(id))) {
        return;
      }
    }
    for (UUID id :
        sql.list(
            "SELECT id FROM blob WHERE left_at < ? LIMIT " + BATCH,
            row -> Sql.uuid(row, "id"),
            clock.instant().minus(settings.orphanAfter()))) {
      if (!tried(id, () -> takeAwayWhatIsLeft(id))) {
        return;
      }
    }
  }

  /** False when the store cannot be reached: then the others need not be tried. */
  private static boolean tried(UUID id, Callable<Boolean> deed) {
    try {
      QuarkusTransaction.requiringNew().call(deed);
      return true;
    } catch (RuntimeException e) {
      LOG.errorf("The content %s cannot be taken away yet; it is tried again: %s", id, e);
      return !(e.getCause() instanceof S3Store.Unavailable);
    }
  }

  private record Places(Kind store, Kind left) {

    static Places of(ResultSet row) throws SQLException {
      String left = row.getString("left_in");
      return new Places(
          Kind.valueOf(row.getString("store")), left == null ? null : Kind.valueOf(left));
    }
  }

  private boolean empty(UUID id) throws IOException {
    Optional<Places> places =
        sql.first(
            "SELECT store, left_in FROM blob WHERE id = ? AND emptied FOR UPDATE SKIP LOCKED",
            Places::of,
            id);
    if (places.isEmpty()) {
      return false;
    }
    blobs.store(places.get().store()).remove(id);
    if (places.get().left() != null) {
      remove(places.get().left(), id);
    }
    return sql.update(
            "UPDATE blob SET emptied = false, store = ?, left_in = NULL, left_at = NULL WHERE id = ?",
            Kind.NONE,
            id)
        == 1;
  }

  private boolean takeAwayWhatIsLeft(UUID id) throws IOException {
    Optional<Places> places =
        sql.first(
            "SELECT store, left_in FROM blob WHERE id = ? AND left_in IS NOT NULL FOR UPDATE SKIP LOCKED",
            Places::of,
            id);
    if (places.isEmpty()) {
      return false;
    }
    remove(places.get().left(), id);
    return sql.update("UPDATE blob SET left_in = NULL, left_at = NULL WHERE id = ?", id) == 1;
  }

  private void remove(Kind kind, UUID id) throws IOException {
    if (kind == Kind.DATABASE) {
      pieces.empty(id);
    } else {
      blobs.store(kind).remove(id);
    }
  }

  /** What nothing names, in every store there is. */
  void orphans() throws IOException {
    for (BlobStore store : blobs.configured()) {
      sweep(store);
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
            sql.list(
                "SELECT id FROM blob WHERE id = ANY (?) AND store <> 'NONE'",
                row -> Sql.uuid(row, "id"),
                ids));
    return ids.stream().filter(id -> !named.contains(id)).toList();
  }
}
