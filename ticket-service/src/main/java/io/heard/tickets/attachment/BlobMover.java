package io.heard.tickets.attachment;

import io.heard.kit.sql.Sql;
import io.heard.kit.time.Rounds;
import io.heard.tickets.attachment.BlobStore.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Carries contents to S3 when that is where they are to be: those that were committed in the
 * database a moment ago, and those that were stored before S3 was configured. No transaction is
 * open meanwhile. A content counts as moved only when what the store gives back was found to be the
 * same; until then it is read from where it was. Doing it twice does no harm.
 */
@ApplicationScoped
class BlobMover {

  private static final Logger LOG = Logger.getLogger(BlobMover.class);

  private static final String CLAIM =
      "UPDATE blob SET moving_until = now() + interval '10 minutes' WHERE id = ("
          + "SELECT id FROM blob WHERE store IN ('DATABASE', 'DISK') AND store = ANY (?) AND NOT stays AND NOT emptied AND (moving_until IS NULL OR moving_until < now())"
          + " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, store, size, sha256";
  private static final String MOVED =
      "UPDATE blob SET store = 'S3', left_in = store, left_at = ?, moving_until = NULL WHERE id = ? AND store = ? AND NOT emptied";

  private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

  @Inject AttachmentSettings settings;
  @Inject DatabasePieces pieces;
  @Inject DiskStore disk;
  @Inject S3Store s3;
  @Inject Sql sql;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;

  private volatile long waiting;
  private volatile Instant told;

  void keepAtIt(@Observes StartupEvent event, Rounds rounds) {
    if (settings.store() == Kind.S3) {
      Gauge.builder("heard.attachments.to_move", () -> waiting)
          .description("Files that are to be carried to S3; 10000 stands for more")
          .register(metrics);
      rounds.every(settings.moveEvery(), "blobs-to-s3", this::move);
    }
  }

  private record Content(UUID id, Kind store, long size, String sha256) {

    static Content of(ResultSet row) throws SQLException {
      return new Content(
          Sql.uuid(row, "id"),
          Kind.valueOf(row.getString("store")),
          row.getLong("size"),
          row.getString("sha256"));
    }
  }

  /** All there are, one after the other, until one finds S3 out of reach. */
  void move() {
    waiting =
        sql.number(
            "SELECT count(*) FROM (SELECT 1 FROM blob WHERE store IN ('DATABASE', 'DISK') AND NOT stays LIMIT 10000) AS counted");
    for (Optional<Content> next = claim(); next.isPresent(); next = claim()) {
      Content content = next.get();
      try {
        move(content);
        reached();
      } catch (S3Store.Unavailable e) {
        outOfReach(e);
        release(content);
        return;
      } catch (IOException | RuntimeException e) {
        LOG.errorf(e, "Content %s cannot be carried to S3 and stays where it is", content.id());
      }
    }
  }

  /** Said when it begins and now and then while it lasts: rounds are many. */
  private void outOfReach(S3Store.Unavailable why) {
    Instant now = clock.instant();
    if (told == null || now.isAfter(told.plus(SAY_AGAIN))) {
      LOG.warnf("Files wait where they are: %s", why.getMessage());
      told = now;
    }
  }

  private void reached() {
    if (told != null) {
      LOG.info("The S3 store takes files again");
      told = null;
    }
  }

  private Optional<Content> claim() {
    List<String> from =
        disk.configured()
            ? List.of(Kind.DATABASE.name(), Kind.DISK.name())
            : List.of(Kind.DATABASE.name());
    return sql.list(CLAIM, Content::of, from).stream().findFirst();
  }

  private void release(Content content) {
    sql.update("UPDATE blob SET moving_until = NULL WHERE id = ?", content.id());
  }

  private void move(Content content) throws IOException {
    s3.put(content.id(), content.size(), () -> open(content));
    try (InputStream back =
        new VerifiedContent(s3.open(content.id()), content.size(), content.sha256())) {
      back.transferTo(OutputStream.nullOutputStream());
    }
    if (sql.update(MOVED, clock.instant(), content.id(), content.store()) == 0
        && !isIn(Kind.S3, content.id())) {
      // erased meanwhile
      s3.remove(content.id());
    }
  }

  private boolean isIn(Kind kind, UUID id) {
    return sql.first("SELECT 1 FROM blob WHERE id = ? AND store = ?", row -> 1, id, kind)
        .isPresent();
  }

  private InputStream open(Content content) {
    try {
      return new VerifiedContent(
          content.store() == Kind.DISK ? disk.open(content.id()) : pieces.open(content.id()),
          content.size(),
          content.sha256());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
