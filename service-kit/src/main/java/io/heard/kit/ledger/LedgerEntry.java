package io.heard.kit.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;

/**
 * One line of an aggregate's history, never changed and never deleted.
 *
 * <p>{@code hash = SHA-256(previousHash \n aggregateId \n sequence \n type \n at \n recordedAt \n
 * actor \n SHA-256(salt \n data))}, all in lower-case hexadecimal or RFC 3339 text, UTF-8; the
 * first entry's {@code previousHash} is 64 zeros. Data enter only by a salted digest, so that
 * personal data can be erased later without breaking the chain: an erased entry keeps the digest
 * instead of the salt.
 *
 * @param sequence contiguous from 1 per aggregate
 * @param type event type
 * @param at when it happened
 * @param recordedAt when it was written down
 * @param actor who did it
 * @param requestId request that caused it, null for the service's own acts
 * @param data what happened
 * @param salt 16 random bytes in hexadecimal, empty when erased
 * @param digest SHA-256 of salt and data as they were before personal data were erased; null when
 *     nothing was
 * @param hash of this entry
 * @param previousHash of the entry before it
 */
public record LedgerEntry(
    @JsonIgnore UUID aggregateId,
    int sequence,
    String type,
    Instant at,
    Instant recordedAt,
    String actor,
    String requestId,
    @JsonIgnore String traceParent,
    @JsonRawValue String data,
    String salt,
    @JsonInclude(JsonInclude.Include.NON_NULL) String digest,
    String hash,
    String previousHash) {

  public static final String GENESIS = "0".repeat(64);

  /** Seals an entry: computes its hash. */
  static LedgerEntry seal(
      UUID aggregateId,
      int sequence,
      String type,
      Instant at,
      Instant recordedAt,
      Origin origin,
      String data,
      String salt,
      String previousHash) {
    // no finer than the database keeps it, or the hash would not match what is read back
    Instant happened = at.truncatedTo(ChronoUnit.MICROS);
    Instant recorded = recordedAt.truncatedTo(ChronoUnit.MICROS);
    String hash =
        hash(
            previousHash,
            aggregateId,
            sequence,
            type,
            happened,
            recorded,
            origin.actor(),
            digest(salt, data));
    return new LedgerEntry(
        aggregateId,
        sequence,
        type,
        happened,
        recorded,
        origin.actor(),
        origin.requestId(),
        origin.traceParent(),
        data,
        salt,
        null,
        hash,
        previousHash);
  }

  /** Whether the hash is what the fields say it must be. */
  public boolean intact() {
    return hash.equals(
        hash(
            previousHash,
            aggregateId,
            sequence,
            type,
            at,
            recordedAt,
            actor,
            digest == null ? digest(salt, data) : digest));
  }

  /** Whether personal data were erased from it. */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  @JsonProperty("erased")
  public boolean erased() {
    return digest != null;
  }

  private static String hash(
      String previousHash,
      UUID aggregateId,
      int sequence,
      String type,
      Instant at,
      Instant recordedAt,
      String actor,
      String digest) {
    return sha256(
        String.join(
            "\n",
            previousHash,
            aggregateId.toString(),
            Integer.toString(sequence),
            type,
            at.toString(),
            recordedAt.toString(),
            actor,
            digest));
  }

  static String digest(String salt, String data) {
    return sha256(salt + "\n" + data);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
