package io.heard.kit.security;

import io.heard.kit.problem.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Reads the caller from the bearer token of the request being served. */
@ApplicationScoped
public class Callers {

  private static final int MAX_NAME = 200;

  @Inject SecurityIdentity identity;

  public Caller current() {
    String name = identity.getPrincipal().getName();
    if (name == null || name.isBlank() || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
      throw new Problem(
          403,
          "nameless-token",
          "Forbidden",
          "The token does not say whose it is (claim upn, preferred_username or sub).");
    }
    String client = null;
    String email = null;
    if (identity.getPrincipal() instanceof JsonWebToken token) {
      client = token.getClaim("azp");
      if (client == null) {
        client = token.getClaim("client_id");
      }
      email = token.getClaim("email");
    }
    return new Caller(name, client, email, identity.getRoles());
  }
}
