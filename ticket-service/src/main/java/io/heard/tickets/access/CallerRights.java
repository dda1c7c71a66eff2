package io.heard.tickets.access;

import io.heard.kit.security.Caller;
import io.heard.kit.security.Roles;
import java.util.Set;

/** What a caller may see beyond what the roles on an endpoint say. */
public final class CallerRights {

  private static final Set<String> STAFF =
      Set.of(Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN);

  /** Those who speak with customers, by whatever means. */
  private static final Set<String> REACH_CUSTOMERS =
      Set.of(Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION);

  private CallerRights() {}

  /** Whether the caller sees only what came through its own client. */
  public static boolean isOnlyIntegration(Caller caller) {
    return caller.roles().stream().noneMatch(STAFF::contains);
  }

  /** Whether the caller needs phones and emails for their work. */
  public static boolean seesContacts(Caller caller) {
    return caller.roles().stream().anyMatch(REACH_CUSTOMERS::contains);
  }
}
