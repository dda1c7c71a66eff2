package io.heard.kit.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.runtime.OidcIdentityProvider;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Remembers for a short while whose a verified bearer token is: staff and systems send the same
 * token with every request, and checking its signature anew costs more than most of what they ask
 * for. A token is never remembered beyond its expiry ({@code exp}); one that is bound to its sender
 * ({@code cnf}, RFC 7800: mutual TLS, DPoP) or never ends is verified each time. A key withdrawn by
 * the issuer works on for at most {@code heard.security.remember-tokens} (0 turns this off).
 */
@ApplicationScoped
public class VerifiedTokens implements IdentityProvider<TokenAuthenticationRequest> {

  private static final long MOST_TOKENS = 10_000;

  private record Verified(SecurityIdentity identity, Duration good) {}

  @Inject OidcIdentityProvider oidc;
  @Inject MeterRegistry metrics;
  @Inject Clock clock;

  @ConfigProperty(name = "heard.security.remember-tokens")
  Duration atMost;

  private final Cache<String, Verified> tokens =
      Caffeine.newBuilder()
          .maximumSize(MOST_TOKENS)
          .expireAfter(Expiry.creating((String token, Verified verified) -> verified.good()))
          .build();

  @Override
  public int priority() {
    return oidc.priority() + 1;
  }

  @Override
  public Class<TokenAuthenticationRequest> getRequestType() {
    return TokenAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      TokenAuthenticationRequest request, AuthenticationRequestContext context) {
    if (!(request.getToken() instanceof AccessTokenCredential token)) {
      return oidc.authenticate(request, context);
    }
    Verified known = tokens.getIfPresent(token.getToken());
    if (known != null) {
      return Uni.createFrom().item(known.identity());
    }
    return oidc.authenticate(request, context)
        .invoke(identity -> remember(token.getToken(), identity));
  }

  private void remember(String token, SecurityIdentity identity) {
    Counter.builder("heard.security.tokens.verified")
        .description("Bearer tokens whose signature and claims were checked and found good")
        .register(metrics)
        .increment();
    if (identity == null || !(identity.getPrincipal() instanceof JsonWebToken claims)) {
      return;
    }
    Duration left =
        Duration.between(clock.instant(), Instant.ofEpochSecond(claims.getExpirationTime()));
    Duration good = left.compareTo(atMost) < 0 ? left : atMost;
    if (good.compareTo(Duration.ZERO) > 0 && !claims.getClaimNames().contains("cnf")) {
      tokens.put(token, new Verified(withoutRequest(identity), good));
    }
  }

  /** The same identity; its attributes would keep the whole first request alive. */
  private static SecurityIdentity withoutRequest(SecurityIdentity identity) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(identity.getPrincipal())
        .addRoles(identity.getRoles())
        .addCredentials(identity.getCredentials())
        .build();
  }
}
