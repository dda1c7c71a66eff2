package io.heard.kit.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A sealed batch of ledger entries. All digests in lower-case hexadecimal.
 *
 * @param number without a gap from 1
 * @param size how many entries it holds
 * @param root Merkle tree hash (RFC 6962, section 2.1) over the hashes of its entries, each as 32
 *     bytes
 * @param previous digest of the batch before it; 64 zeros for the first
 * @param digest {@code SHA-256(previous \n number \n size \n root \n sealedAt)}, UTF-8
 */
@Schema(name = "JournalBatch", description = "A sealed batch of ledger entries")
public record Batch(
    @Schema(description = "Without a gap from 1") int number,
    @Schema(description = "How many entries it holds") int size,
    @Schema(
            description =
                "Merkle tree hash (RFC 6962, section 2.1) over the hashes of its entries, each as 32 bytes; hexadecimal")
        String root,
    @Schema(description = "Digest of the batch before it; 64 zeros for the first") String previous,
    @Schema(
            description =
                "SHA-256 of previous, number, size, root and sealedAt, joined by line feeds; hexadecimal")
        String digest,
    Instant sealedAt) {

  static final String GENESIS = "0".repeat(64);

  static Batch seal(int number, int size, String root, String previous, Instant at) {
    return new Batch(number, size, root, previous, digest(number, size, root, previous, at), at);
  }

  /** Whether the digest is what the fields say it must be. */
  boolean intact() {
    return digest.equals(digest(number, size, root, previous, sealedAt));
  }

  private static String digest(int number, int size, String root, String previous, Instant at) {
    String text = String.join("\n", previous, "" + number, "" + size, root, at.toString());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
