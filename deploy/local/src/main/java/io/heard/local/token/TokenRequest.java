package io.heard.local.token;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who the token speaks for.
 *
 * @param roles the claim {@code groups}
 * @param client the integrating system, claims {@code azp} and {@code client_id}
 * @param validFor from now on
 */
public record TokenRequest(
    String user,
    List<String> roles,
    Optional<String> client,
    Optional<String> email,
    Duration validFor) {
  public static final Duration DEFAULT_VALIDITY = Duration.ofHours(12);

  public TokenRequest {
    roles = List.copyOf(roles);
  }

  public static TokenRequest of(String user, List<String> roles) {
    return new TokenRequest(user, roles, Optional.empty(), Optional.empty(), DEFAULT_VALIDITY);
  }
}
