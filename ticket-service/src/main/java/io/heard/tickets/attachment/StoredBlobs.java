package io.heard.tickets.attachment;

import io.heard.kit.problem.Problem;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.attachment.BlobStore.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Contents in the store that is configured. Each row says where its content is, so that another
 * store can be configured later and what is there stays readable. What is to go to S3 is committed
 * with its ticket in the database first; {@link BlobMover} carries it on.
 */
@ApplicationScoped
class StoredBlobs implements Blobs {

  private static final Logger LOG = Logger.getLogger(StoredBlobs.class);

  @Inject AttachmentSettings settings;
  @Inject DatabasePieces pieces;
  @Inject DiskStore disk;
  @Inject @Any Instance<BlobStore> stores;
  @Inject TransactionSynchronizationRegistry transaction;
  @Inject Sql sql;
  @Inject Clock clock;

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public Blob put(InputStream content) throws IOException {
    return put(content, false);
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public Blob putNear(InputStream content) throws IOException {
    return put(content, true);
  }

  private Blob put(InputStream content, boolean stays) throws IOException {
    UUID id = Uuid7.at(clock.instant());
    Kind kind = settings.store() == Kind.DISK ? Kind.DISK : Kind.DATABASE;
    Digested digested = new Digested(content);
    if (kind == Kind.DISK) {
      removeWhenRolledBack(id);
      disk.put(id, digested);
    } else {
      pieces.put(id, digested);
    }
    Blob blob = new Blob(id, digested.size(), digested.digest());
    sql.update(
        "INSERT INTO blob (id, size, sha256, store, stays) VALUES (?, ?, ?, ?, ?)",
        id,
        blob.size(),
        blob.sha256(),
        kind,
        stays);
    return blob;
  }

  /**
   * At once; the sweep finds what a crash leaves, or a commit of which nobody knows whether it was.
   */
  private void removeWhenRolledBack(UUID id) {
    transaction.registerInterposedSynchronization(
        new Synchronization() {

          private boolean committing;

          @Override
          public void beforeCompletion() {
            committing = true;
          }

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_ROLLEDBACK && !committing) {
              try {
                disk.remove(id);
              } catch (IOException e) {
                LOG.warnf("A content that nothing names is left to the sweep: %s", e);
              }
            }
          }
        });
  }

  BlobStore store(Kind kind) {
    return stores.stream().filter(store -> store.kind() == kind).findFirst().orElseThrow();
  }

  List<BlobStore> configured() {
    return stores.stream().filter(BlobStore::configured).toList();
  }

  List<BlobStore> unconfigured() {
    return stores.stream().filter(store -> !store.configured()).toList();
  }

  private record Where(Kind kind, long size, String sha256) {}

  @Override
  public InputStream open(UUID id) {
    Where where =
        sql.first(
                "SELECT store, size, sha256 FROM blob WHERE id = ?",
                row -> new Where(Kind.valueOf(row.getString(1)), row.getLong(2), row.getString(3)),
                id)
            .orElseThrow();
    try {
      return switch (where.kind()) {
        case NONE -> InputStream.nullInputStream();
        case DATABASE -> new VerifiedContent(pieces.open(id), where.size(), where.sha256());
        case DISK, S3 ->
            new VerifiedContent(store(where.kind()).open(id), where.size(), where.sha256());
      };
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("A content is missing in store " + where.kind(), e);
    } catch (IOException e) {
      LOG.errorf("A content cannot be read from store %s: %s", where.kind(), e.getMessage());
      throw new Problem(
              503,
              "store-unavailable",
              "Temporarily unavailable",
              "The store of this file cannot be reached right now; nothing else is concerned. Try again.")
          .header(HttpHeaders.RETRY_AFTER, "10");
    }
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void empty(UUID id) {
    pieces.empty(id);
    sql.update(
        "UPDATE blob SET emptied = store IN ('DISK', 'S3'), store = CASE WHEN store = 'DATABASE' THEN 'NONE' ELSE store END,"
            + " left_in = nullif(left_in, 'DATABASE'), left_at = CASE WHEN left_in = 'DATABASE' THEN NULL ELSE left_at END WHERE id = ?",
        id);
  }
}
