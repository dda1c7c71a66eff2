package io.heard.kit.problem;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/** Tells faults that go away by themselves from those that will be there the next time as well. */
public final class Passing {

  private Passing() {}

  private static final Set<String> CONTENTION = Set.of("55P03", "40P01", "40001");

  /** The database has ended a transaction in which nothing happened for too long. */
  private static final String IDLE_TRANSACTION_ENDED = "25P03";

  /** Somebody else holds the row: lock timeout, deadlock victim, serialisation failure. */
  public static boolean isContention(Throwable e) {
    SQLException sql = sql(e);
    return sql != null && sql.getSQLState() != null && CONTENTION.contains(sql.getSQLState());
  }

  /**
   * The database cannot be reached, is going down, is out of room, or has ended the transaction of
   * a service that hung.
   */
  public static boolean isOutage(Throwable e) {
    SQLException sql = sql(e);
    if (sql == null) {
      return false;
    }
    String state = sql.getSQLState() == null ? "" : sql.getSQLState();
    boolean poolEmpty =
        sql.getMessage() != null
            && sql.getMessage().toLowerCase(Locale.ROOT).contains("acquisition timeout");
    return poolEmpty
        || state.equals(IDLE_TRANSACTION_ENDED)
        || state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("53")
        || state.startsWith("58");
  }

  private static SQLException sql(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
