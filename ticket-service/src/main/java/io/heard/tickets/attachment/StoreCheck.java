package io.heard.tickets.attachment;

import io.heard.kit.sql.Sql;
import io.heard.tickets.attachment.BlobStore.Kind;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Looks at the start whether the stores that are needed are configured. */
@ApplicationScoped
class StoreCheck {

  private static final Logger LOG = Logger.getLogger(StoreCheck.class);

  @Inject AttachmentSettings settings;
  @Inject StoredBlobs blobs;
  @Inject Sql sql;

  /** A service that could not keep a file must not begin to take some. */
  void look(@Observes StartupEvent event) {
    Kind kind = settings.store();
    if (kind == Kind.NONE) {
      throw new IllegalStateException("heard.attachments.store must be DATABASE, DISK or S3");
    }
    if (kind == Kind.DISK && settings.directory().isEmpty()) {
      throw new IllegalStateException(
          "heard.attachments.store is DISK, but heard.attachments.directory is not set");
    }
    S3Settings s3 = settings.s3();
    if (kind == Kind.S3 && s3.bucket().isEmpty()) {
      throw new IllegalStateException(
          "heard.attachments.store is S3, but heard.attachments.s3.bucket is not set");
    }
    if (s3.accessKey().isPresent() != s3.secretKey().isPresent()) {
      throw new IllegalStateException(
          "heard.attachments.s3.access-key and secret-key go together: set both or none");
    }
    for (BlobStore store : blobs.unconfigured()) {
      if (sql.first("SELECT 1 FROM blob WHERE store = ? LIMIT 1", row -> 1, store.kind())
          .isPresent()) {
        LOG.errorf(
            "There are files in store %s, which is not configured: they cannot be read or erased",
            store.kind());
      }
    }
  }
}
