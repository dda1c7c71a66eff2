package io.heard.kit.time;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Time-ordered ids (UUID version 7, RFC 9562 §5.7): 48 bits of Unix milliseconds, 74 random bits.
 * New rows land at the right edge of an index instead of all over it. The ids are unique, not
 * secret.
 */
public final class Uuid7 {

  private static final long RANDOM_12 = 0x0FFFL;
  private static final long VERSION_7 = 0x7000L;
  private static final long RANDOM_62 = 0x3FFF_FFFF_FFFF_FFFFL;
  private static final long VARIANT_2 = 0x8000_0000_0000_0000L;

  private Uuid7() {}

  /** A new id whose time part is {@code at}. */
  public static UUID at(Instant at) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (at.toEpochMilli() << 16) | VERSION_7 | (random.nextLong() & RANDOM_12);
    long low = VARIANT_2 | (random.nextLong() & RANDOM_62);
    return new UUID(high, low);
  }
}
