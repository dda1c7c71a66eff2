package io.heard.local.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenMintTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  @TempDir Path data;

  @Test
  void signsAllClaimsWithTheKeyTheServicesAreGiven() throws Exception {
    TokenRequest request =
        new TokenRequest(
            "mei",
            List.of("frontline", "agent"),
            Optional.of("crm"),
            Optional.of("mei@example.org"),
            Duration.ofMinutes(5));

    JwtClaims claims = consumer(data).processToClaims(mint(data).mint(request));

    assertThat(claims.getIssuer()).isEqualTo("https://heard.local");
    assertThat(claims.getSubject()).isEqualTo("mei");
    assertThat(claims.getStringClaimValue("upn")).isEqualTo("mei");
    assertThat(claims.getStringClaimValue("preferred_username")).isEqualTo("mei");
    assertThat(claims.getStringClaimValue("email")).isEqualTo("mei@example.org");
    assertThat(claims.getStringListClaimValue("groups")).containsExactly("frontline", "agent");
    assertThat(claims.getStringClaimValue("azp")).isEqualTo("crm");
    assertThat(claims.getStringClaimValue("client_id")).isEqualTo("crm");
    assertThat(claims.getIssuedAt().getValue()).isEqualTo(NOW.getEpochSecond());
    assertThat(claims.getExpirationTime().getValue()).isEqualTo(NOW.getEpochSecond() + 300);
    assertThat(claims.getJwtId()).isNotBlank();
  }

  @Test
  void leavesOutWhatWasNotGiven() throws Exception {
    JwtClaims claims =
        consumer(data).processToClaims(mint(data).mint(TokenRequest.of("mei", List.of())));

    assertThat(claims.getClaimNames()).doesNotContain("email", "azp", "client_id");
    assertThat(claims.getStringListClaimValue("groups")).isEmpty();
    assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
        .isEqualTo(Duration.ofHours(12).toSeconds());
  }

  @Test
  void anotherDataDirectorysTokenIsNotBelieved() throws Exception {
    String foreign = mint(data.resolve("other")).mint(TokenRequest.of("mei", List.of("admin")));

    assertThatThrownBy(() -> consumer(data).processToClaims(foreign))
        .isInstanceOf(InvalidJwtException.class);
  }

  @Test
  void firstUsersAtTheSameTimeGetTheSameKey() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> keys = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        keys.add(threads.submit(() -> SigningKey.of(data).publicKeyBase64()));
      }
      for (Future<String> key : keys) {
        assertThat(key.get()).isEqualTo(SigningKey.of(data).publicKeyBase64());
      }
    } finally {
      threads.shutdownNow();
    }
    Path file = data.resolve("keys/token-signing-key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  private static TokenMint mint(Path data) throws Exception {
    return new TokenMint(SigningKey.of(data), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static JwtConsumer consumer(Path data) throws Exception {
    byte[] der = Base64.getDecoder().decode(SigningKey.of(data).publicKeyBase64());
    PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    return new JwtConsumerBuilder()
        .setVerificationKey(key)
        .setJwsAlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
        .setEvaluationTime(NumericDate.fromSeconds(NOW.getEpochSecond()))
        .setExpectedIssuer(TokenMint.ISSUER)
        .build();
  }
}
