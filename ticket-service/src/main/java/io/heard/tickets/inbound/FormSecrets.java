package io.heard.tickets.inbound;

import io.heard.tickets.inbound.InboundApi.Auth;
import io.heard.tickets.intake.Digests;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a form shows that it is the one: Standard Webhooks 1.0, or a token in the URL. */
final class FormSecrets {

  private static final String PREFIX = "whsec_";
  private static final int BYTES = 32;
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private FormSecrets() {}

  static String newSecret(Auth auth) {
    byte[] key = new byte[BYTES];
    RANDOM.nextBytes(key);
    return auth == Auth.SIGNATURE
        ? PREFIX + Base64.getEncoder().encodeToString(key)
        : Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  /** What is kept of a secret: of a token only what it can be recognised by. */
  static String kept(Auth auth, String secret) {
    return auth == Auth.SIGNATURE
        ? secret
        : Digests.sha256(secret.getBytes(StandardCharsets.US_ASCII));
  }

  static boolean isToken(String kept, String token) {
    byte[] given =
        Digests.sha256(token.getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(kept.getBytes(StandardCharsets.US_ASCII), given);
  }

  /**
   * Whether one of the signatures is right and the message of now: within five minutes.
   *
   * @param signatures header {@code webhook-signature}: {@code v1,<Base64>}, separated by spaces
   */
  static boolean isSigned(
      String secret, String id, String timestamp, String signatures, byte[] body, Instant now) {
    if (id == null || timestamp == null || signatures == null) {
      return false;
    }
    if (!SECONDS.matcher(timestamp).matches()) {
      return false;
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
    if (Duration.between(sent, now).abs().compareTo(TOLERANCE) > 0) {
      return false;
    }
    byte[] right =
        ("v1," + sign(secret, id + "." + timestamp + ".", body))
            .getBytes(StandardCharsets.US_ASCII);
    boolean found = false;
    for (String signature : signatures.split(" ")) {
      found |= MessageDigest.isEqual(right, signature.getBytes(StandardCharsets.UTF_8));
    }
    return found;
  }

  private static String sign(String secret, String head, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(head.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
