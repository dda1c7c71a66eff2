package io.heard.kit.security;

/** The roles a token may carry in its {@code groups} claim. */
public final class Roles {

  /** Logs, reads, feeds back. */
  public static final String FRONTLINE = "frontline";

  /** Also works tickets. */
  public static final String AGENT = "agent";

  /** Also acts on what belongs to others. */
  public static final String LEAD = "lead";

  /** Alerts, audit, deliveries. */
  public static final String OPS = "ops";

  /** Configuration. */
  public static final String ADMIN = "admin";

  /** A system: logs and reads what came through its own client. */
  public static final String INTEGRATION = "integration";

  private Roles() {}
}
