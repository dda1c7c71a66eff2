package io.heard.tickets.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Keeps contents where no transaction of the database reaches. A content is there, for good, before
 * the row that says so is committed; what no row names is swept ({@link BlobSweep}). Whatever goes
 * wrong is told by an {@link IOException}, in bounded time.
 */
interface BlobStore {

  /** Which stores there are; what is in {@code blob.store}. */
  enum Kind {
    /** In pieces in the database: any number of replicas, one backup. */
    DATABASE,
    /** In a directory, which all replicas have to share. */
    DISK,
    /** In a bucket of a store that speaks the API of Amazon S3. */
    S3,
    /** Nowhere any more. */
    NONE
  }

  Kind kind();

  /** Whether it is configured, so that it can be worked with. */
  boolean configured();

  /**
   * Reads a content back; whoever opens it closes it.
   *
   * @throws java.nio.file.NoSuchFileException when it is not there
   */
  InputStream open(UUID id) throws IOException;

  /** Takes it away; nothing happens when it is not there. */
  void remove(UUID id) throws IOException;

  /** Everything that has been there since before a time, whether anything names it or not. */
  void olderThan(Instant time, Consumer<UUID> each) throws IOException;
}
