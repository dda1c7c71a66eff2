package io.heard.tickets.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/**
 * Keeps contents of any size outside the rows that are worked with, in the store that is configured
 * ({@link AttachmentSettings#store}). All replicas see the same.
 */
public interface Blobs {

  /** What was stored. */
  record Blob(UUID id, long size, String sha256) {}

  /**
   * Stores all of a stream, a piece at a time, within the transaction of the caller: without its
   * commit there is nothing.
   */
  Blob put(InputStream content) throws IOException;

  /**
   * Likewise, but never farther away than the disk: for what is read within transactions, which are
   * not to wait for a store across the network.
   */
  Blob putNear(InputStream content) throws IOException;

  /** Reads it back, a piece at a time; without a transaction. */
  InputStream open(UUID id);

  /** Takes the content away for good, within the transaction of the caller. */
  void empty(UUID id);
}
