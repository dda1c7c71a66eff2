package io.heard.tickets.attachment;

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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Contents in the store that is configured. Each row says where its content is, so that another
 * store can be configured later and what is there stays readable.
 */
@ApplicationScoped
class StoredBlobs implements Blobs {

  private static final Logger LOG = Logger.getLogger(StoredBlobs.class);

  @Inject AttachmentSettings settings;
  @Inject DatabasePieces pieces;
  @Inject @Any Instance<BlobStore> stores;
  @Inject TransactionSynchronizationRegistry transaction;
  @Inject Sql sql;
  @Inject Clock clock;

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public Blob put(InputStream content) throws IOException {
    UUID id = Uuid7.at(clock.instant());
    Kind kind = settings.store();
    CountingDigest counted = new CountingDigest(content);
    if (kind == Kind.DATABASE) {
      pieces.put(id, counted);
    } else {
      BlobStore store = store(kind);
      removeUnlessCommitted(store, id);
      store.put(id, counted);
    }
    Blob blob = new Blob(id, counted.size(), counted.sha256());
    sql.update(
        "INSERT INTO blob (id, size, sha256, store) VALUES (?, ?, ?, ?)",
        id,
        blob.size(),
        blob.sha256(),
        kind);
    return blob;
  }

  /** At once; after a crash the sweep finds it. */
  private void removeUnlessCommitted(BlobStore store, UUID id) {
    transaction.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            // nothing to do: the content is stored already
          }

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_ROLLEDBACK) {
              try {
                store.remove(id);
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

  @Override
  public InputStream open(UUID id) {
    Kind kind =
        sql.first("SELECT store FROM blob WHERE id = ?", row -> row.getString(1), id)
            .map(Kind::valueOf)
            .orElse(Kind.NONE);
    return switch (kind) {
      case DATABASE -> pieces.open(id);
      case NONE -> InputStream.nullInputStream();
      case DISK -> opened(store(kind), id);
    };
  }

  private static InputStream opened(BlobStore store, UUID id) {
    try {
      return store.open(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void empty(UUID id) {
    pieces.empty(id);
    sql.update(
        "UPDATE blob SET emptied = store = 'DISK', store = CASE WHEN store = 'DATABASE' THEN 'NONE' ELSE store END"
            + " WHERE id = ?",
        id);
  }

  /** Counts and digests what goes by. */
  private static final class CountingDigest extends DigestInputStream {

    private long size;

    private CountingDigest(InputStream content) {
      super(content, sha());
    }

    private static MessageDigest sha() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      size += read >= 0 ? 1 : 0;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      size += Math.max(0, read);
      return read;
    }

    private long size() {
      return size;
    }

    private String sha256() {
      return HexFormat.of().formatHex(getMessageDigest().digest());
    }
  }
}
