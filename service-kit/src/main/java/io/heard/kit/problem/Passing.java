package io.heard.kit.problem;

import java.sql.SQLException;

/** Tells faults that go away by themselves from those that will be there the next time as well. */
public final class Passing {

  private Passing() {}

  /** Somebody else holds the row: lock timeout, deadlock victim, serialisation failure. */
  public static boolean isContention(Throwable e) {
    SQLException sql = sql(e);
    return sql != null
        && ("55P03".equals(sql.getSQLState())
            || "40P01".equals(sql.getSQLState())
            || "40001".equals(sql.getSQLState()));
  }

  /** The database cannot be reached, is going down, or is out of room. */
  public static boolean isOutage(Throwable e) {
    SQLException sql = sql(e);
    if (sql == null) {
      return false;
    }
    String state = sql.getSQLState() == null ? "" : sql.getSQLState();
    boolean poolEmpty =
        sql.getMessage() != null && sql.getMessage().contains("Acquisition timeout");
    return poolEmpty
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
