package io.heard.kit.security;

import java.util.Set;

/**
 * Who is calling.
 *
 * @param name the person or system: {@code upn}, {@code preferred_username} or {@code sub} of the
 *     token, in this order
 * @param client the OAuth client the token was issued to ({@code azp} or {@code client_id}), null
 *     when the token has none
 * @param email from the token, null when it has none
 * @param roles claim {@code groups}
 */
public record Caller(String name, String client, String email, Set<String> roles) {

  public boolean has(String role) {
    return roles.contains(role);
  }

  /** Idempotency keys of different callers never meet. */
  public String scope() {
    return client == null ? name : client + "\n" + name;
  }
}
