package io.heard.tickets.attachment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Contents as rows of pieces in the database of the tickets: committed, backed up and moved with
 * them.
 */
@ApplicationScoped
class DatabasePieces {

  private static final int PIECE = 256 * 1024;

  @Inject DataSource dataSource;

  /** Within the transaction of the caller, a piece at a time. */
  void put(UUID id, InputStream content) throws IOException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement piece =
            connection.prepareStatement(
                "INSERT INTO blob_piece (blob_id, position, data) VALUES (?, ?, ?)")) {
      int position = 0;
      for (byte[] data = content.readNBytes(PIECE);
          data.length > 0;
          data = content.readNBytes(PIECE)) {
        piece.setObject(1, id);
        piece.setInt(2, position++);
        piece.setBytes(3, data);
        piece.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  InputStream open(UUID id) {
    return new SequenceInputStream(new Pieces(id));
  }

  void empty(UUID id) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM blob_piece WHERE blob_id = ?")) {
      delete.setObject(1, id);
      delete.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One piece after the other, each read when it is wanted. */
  private final class Pieces implements Enumeration<InputStream> {

    private final UUID id;
    private int position;
    private byte[] next;

    private Pieces(UUID id) {
      this.id = id;
      this.next = read();
    }

    @Override
    public boolean hasMoreElements() {
      return next != null;
    }

    @Override
    public InputStream nextElement() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      InputStream piece = new ByteArrayInputStream(next);
      position++;
      next = read();
      return piece;
    }

    private byte[] read() {
      try (Connection connection = dataSource.getConnection();
          PreparedStatement select =
              connection.prepareStatement(
                  "SELECT data FROM blob_piece WHERE blob_id = ? AND position = ?")) {
        select.setObject(1, id);
        select.setInt(2, position);
        try (ResultSet row = select.executeQuery()) {
          return row.next() ? row.getBytes(1) : null;
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
