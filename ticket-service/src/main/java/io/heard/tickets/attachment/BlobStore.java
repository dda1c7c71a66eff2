package io.heard.tickets.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Keeps contents where no transaction of the database reaches. A content is there, for good, before
 * the row that names it is committed; what no row names is swept ({@link BlobSweep}).
 */
interface BlobStore {

  /** Which stores there are; what is in {@code blob.store}. */
  enum Kind {
    /** In pieces in the database: any number of replicas, one backup. */
    DATABASE,
    /** In a directory, which all replicas have to share. */
    DISK,
    /** Nowhere any more. */
    NONE
  }

  Kind kind();

  /** Stores all of a stream without holding it in memory. When this returns it survives a crash. */
  void put(UUID id, InputStream content) throws IOException;

  /** Reads it back; whoever opens it closes it. */
  InputStream open(UUID id) throws IOException;

  /** Takes it away; nothing happens when it is not there. */
  void remove(UUID id) throws IOException;

  /** Everything that has been there since before a time, whether anything names it or not. */
  void olderThan(Instant time, Consumer<UUID> each) throws IOException;
}
