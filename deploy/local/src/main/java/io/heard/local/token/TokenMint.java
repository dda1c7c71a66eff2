package io.heard.local.token;

import java.time.Clock;
import java.time.Instant;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Makes the bearer tokens of local mode: JWT (RFC 7519) signed with RS256, with the claims of
 * MicroProfile JWT ({@code upn}, {@code groups}). In production an OIDC provider takes its place.
 */
public final class TokenMint {
  public static final String ISSUER = "https://heard.local";

  private final SigningKey key;
  private final Clock clock;

  public TokenMint(SigningKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  public String mint(TokenRequest request) {
    Instant now = clock.instant();
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setSubject(request.user());
    claims.setStringClaim("upn", request.user());
    claims.setStringClaim("preferred_username", request.user());
    claims.setStringListClaim("groups", request.roles());
    request.email().ifPresent(email -> claims.setStringClaim("email", email));
    request
        .client()
        .ifPresent(
            client -> {
              claims.setStringClaim("azp", client);
              claims.setStringClaim("client_id", client);
            });
    claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setExpirationTime(
        NumericDate.fromSeconds(now.plus(request.validFor()).getEpochSecond()));
    claims.setGeneratedJwtId();

    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signature.setHeader("typ", "JWT");
    signature.setKey(key.privateKey());
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("Cannot sign the token", e);
    }
  }
}
