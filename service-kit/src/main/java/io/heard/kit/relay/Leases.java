package io.heard.kit.relay;

import io.heard.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Which buckets this replica may relay. Leases last a few seconds of the database's clock and are
 * renewed well before; a replica that dies or stalls loses its buckets to the others. A stalled one
 * that wakes up may still send what it had in hand: consumers ignore what they have seen, so this
 * doubles, but never reorders or loses.
 */
@ApplicationScoped
public class Leases {

  private static final String CHECK_IN =
      "INSERT INTO relay_member (holder, until) VALUES (?, clock_timestamp() + ? * interval '1 ms')"
          + " ON CONFLICT (holder) DO UPDATE SET until = excluded.until";
  private static final String FORGET =
      "DELETE FROM relay_member WHERE until < clock_timestamp() - interval '1 minute'";
  private static final String CLAIM =
      "WITH share AS (SELECT ceil(? / greatest(count(*), 1)::numeric) AS size FROM relay_member WHERE until > clock_timestamp()),"
          + " wanted AS (SELECT bucket FROM relay_lease WHERE holder = ? OR until < clock_timestamp()"
          + " ORDER BY (holder IS DISTINCT FROM ?), bucket LIMIT (SELECT size FROM share) FOR UPDATE SKIP LOCKED)"
          + " UPDATE relay_lease SET holder = ?, until = clock_timestamp() + ? * interval '1 ms'"
          + " WHERE bucket IN (SELECT bucket FROM wanted) RETURNING bucket";
  private static final String OTHERS =
      "SELECT 1 FROM relay_member WHERE holder <> ? AND until > clock_timestamp() LIMIT 1";
  private static final String RELEASE =
      "UPDATE relay_lease SET holder = NULL, until = '-infinity' WHERE holder = ? AND NOT (bucket = ANY (?))";

  @Inject DataSource dataSource;

  /**
   * Renews what this replica holds, takes what is free up to its fair share, lets go of what is
   * above it.
   */
  List<Short> renew(UUID holder, long millis) throws SQLException {
    List<Short> held = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      try (PreparedStatement checkIn = connection.prepareStatement(CHECK_IN)) {
        checkIn.setObject(1, holder);
        checkIn.setLong(2, millis);
        checkIn.executeUpdate();
      }
      try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
        forget.executeUpdate();
      }
      try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
        claim.setInt(1, Outbox.BUCKETS);
        claim.setObject(2, holder);
        claim.setObject(3, holder);
        claim.setObject(4, holder);
        claim.setLong(5, millis);
        try (ResultSet row = claim.executeQuery()) {
          while (row.next()) {
            held.add(row.getShort(1));
          }
        }
      }
      releaseAllBut(connection, holder, held);
    }
    return held;
  }

  /**
   * Gives everything back if another replica is there to take it.
   *
   * @return whether there is one
   */
  boolean leaveToOthers(UUID holder) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement others = connection.prepareStatement(OTHERS)) {
      others.setObject(1, holder);
      try (ResultSet row = others.executeQuery()) {
        if (!row.next()) {
          return false;
        }
      }
    }
    release(holder);
    return true;
  }

  /**
   * Gives everything back at an orderly stop, so that the others need not wait for the leases to
   * run out.
   */
  void release(UUID holder) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement checkOut =
            connection.prepareStatement("DELETE FROM relay_member WHERE holder = ?")) {
      checkOut.setObject(1, holder);
      checkOut.executeUpdate();
      releaseAllBut(connection, holder, List.of());
    }
  }

  private static void releaseAllBut(Connection connection, UUID holder, List<Short> held)
      throws SQLException {
    try (PreparedStatement release = connection.prepareStatement(RELEASE)) {
      release.setObject(1, holder);
      release.setArray(2, connection.createArrayOf("int2", held.toArray()));
      release.executeUpdate();
    }
  }
}
