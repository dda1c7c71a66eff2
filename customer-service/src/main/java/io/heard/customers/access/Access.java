package io.heard.customers.access;

import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/** What the caller may see beyond what the roles on an endpoint say. */
@ApplicationScoped
public class Access {

  private static final Set<String> STAFF =
      Set.of(Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN);

  /** Those who speak with customers, by whatever means. */
  private static final Set<String> REACH_CUSTOMERS =
      Set.of(Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION);

  /** A client is never called that: who has none sees nothing. */
  private static final String NO_CLIENT = "";

  @Inject Callers callers;

  /** The client whose customers are all that the caller sees; empty when nothing is hidden. */
  public Optional<String> onlyClient() {
    Caller caller = callers.current();
    boolean integration = caller.roles().stream().noneMatch(STAFF::contains);
    return integration
        ? Optional.of(caller.client() == null ? NO_CLIENT : caller.client())
        : Optional.empty();
  }

  /** What a customer entered by the caller is to be marked with, null for people. */
  public String clientOfNewcomers() {
    return onlyClient().filter(client -> !client.isBlank()).orElse(null);
  }

  /** Whether the caller needs phones and emails for their work. */
  public boolean seesContacts() {
    return callers.current().roles().stream().anyMatch(REACH_CUSTOMERS::contains);
  }
}
