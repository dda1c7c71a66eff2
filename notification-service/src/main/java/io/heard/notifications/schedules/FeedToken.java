package io.heard.notifications.schedules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** 256 random bits in an address: whoever has it may read. */
record FeedToken(String text) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  static FeedToken random() {
    byte[] secret = new byte[BYTES];
    RANDOM.nextBytes(secret);
    return new FeedToken(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** Empty when it cannot be one of ours. */
  static Optional<FeedToken> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new FeedToken(text)) : Optional.empty();
  }

  /** What is kept of it. It is random enough to need no salt. */
  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
