package io.heard.testkit;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/** Bearer tokens for tests, signed with a key pair of this JVM. */
public final class Tokens {

  public static final String ISSUER = "https://heard.test";
  private static final KeyPair KEYS = newKeys();

  private Tokens() {}

  /** A valid token: the user carries these roles. */
  public static String of(String user, String... roles) {
    return claims(user, roles).sign(KEYS.getPrivate());
  }

  /** A valid token issued to an OAuth client, as integrations have. */
  public static String ofClient(String client, String... roles) {
    return claims(client, roles).claim("azp", client).sign(KEYS.getPrivate());
  }

  /** A token that ran out an hour ago. */
  public static String expired(String user, String... roles) {
    return claims(user, roles)
        .issuedAt(Instant.now().minus(Duration.ofHours(2)))
        .expiresAt(Instant.now().minus(Duration.ofHours(1)))
        .sign(KEYS.getPrivate());
  }

  /** A token signed with a key nobody knows. */
  public static String forged(String user, String... roles) {
    return claims(user, roles).sign(newKeys().getPrivate());
  }

  /** An unsigned token with {@code "alg": "none"}. */
  public static String unsigned(String user, String... roles) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    long now = Instant.now().getEpochSecond();
    String groups = "[\"" + String.join("\",\"", roles) + "\"]";
    String payload =
        "{\"iss\":\"%s\",\"upn\":\"%s\",\"groups\":%s,\"iat\":%d,\"exp\":%d}"
            .formatted(ISSUER, user, groups, now, now + 3600);
    return encoder.encodeToString(
            "{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        + ".";
  }

  /** The key that signs, for tokens that are odd in other ways. */
  public static PrivateKey privateKey() {
    return KEYS.getPrivate();
  }

  /** The public key as {@code quarkus.oidc.public-key} takes it. */
  static String publicKey() {
    return Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());
  }

  private static JwtClaimsBuilder claims(String user, String... roles) {
    return Jwt.issuer(ISSUER)
        .upn(user)
        .subject(user)
        .preferredUserName(user)
        .claim("email", user + "@heard.test")
        .groups(Set.of(roles))
        .issuedAt(Instant.now())
        .expiresAt(Instant.now().plus(Duration.ofHours(8)));
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
