package io.heard.kit.journal;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The journal on the wire. */
public final class JournalApi {

  private JournalApi() {}

  /** Proof that a ledger entry is in the journal. */
  @Schema(
      name = "Receipt",
      description =
          "Inclusion proof (RFC 6962, section 2.1.1): from the entry's hash, its position and the path anybody can compute the root of"
              + " the batch, from that the digest of the batch, and along the batches that of any head exported since")
  public record Receipt(
      @Schema(description = "Hash of the ledger entry, such as one that was given out as a receipt")
          String hash,
      @Schema(description = "Whether ledger and journal still hold the entry as it was sealed")
          boolean verified,
      @Schema(description = "What was found tampered with, in words; empty when verified")
          List<String> findings,
      @Schema(description = "The batch that holds it; null when that was removed") Batch batch,
      @Schema(description = "Of the entry in its batch, from 0") int position,
      @Schema(description = "Sibling hashes from the leaf upwards, hexadecimal") List<String> path,
      @Schema(description = "The newest batch") Batch head) {}

  /** A head that was exported earlier. */
  @Schema(name = "ExportedHead")
  public record Head(
      @NotNull(message = "is required")
          @Min(value = 1, message = "must be at least 1")
          @Schema(description = "Number of the batch")
          Integer number,
      @NotNull(message = "is required")
          @Pattern(regexp = "[0-9a-f]{64}", message = "must be 64 lower-case hexadecimal digits")
          @Schema(description = "Its digest")
          String digest) {}

  /** What came of recomputing the journal. */
  @Schema(name = "JournalVerdict")
  public record Verdict(
      boolean intact,
      @Schema(description = "Number of the newest batch") int batches,
      @Schema(description = "Entries in all batches") long entries,
      @Schema(description = "What is wrong, in words; empty when intact") List<String> findings) {}
}
