package io.heard.kit.security;

import io.heard.kit.problem.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Reads the caller from the bearer token of the request being served. */
@ApplicationScoped
public class Callers {

  private static final int MAX_LENGTH = 200;

  @Inject SecurityIdentity identity;

  public Caller current() {
    String name = identity.getPrincipal().getName();
    if (name == null || name.isBlank() || !acceptable(name) || name.startsWith("system:")) {
      throw new Problem(
          403,
          "nameless-token",
          "Forbidden",
          "The token does not say whose it is: claim upn, preferred_username or sub must be a name of at most 200"
              + " characters that does not begin with \"system:\".");
    }
    String client = null;
    String email = null;
    if (identity.getPrincipal() instanceof JsonWebToken token) {
      client = text(token, "azp");
      if (client == null) {
        client = text(token, "client_id");
      }
      email = text(token, "email");
    }
    return new Caller(name, client, email, identity.getRoles());
  }

  /** A claim as text; null when it is absent, no text, or none that could be stored. */
  private static String text(JsonWebToken token, String claim) {
    // asking for a claim that is not there costs the library an exception
    Object value = token.getClaimNames().contains(claim) ? token.getClaim(claim) : null;
    return value instanceof String text && acceptable(text) ? text : null;
  }

  private static boolean acceptable(String text) {
    return text.length() <= MAX_LENGTH && text.chars().noneMatch(Character::isISOControl);
  }
}
