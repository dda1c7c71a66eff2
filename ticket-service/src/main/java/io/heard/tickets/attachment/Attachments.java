package io.heard.tickets.attachment;

import io.heard.kit.ledger.Origin;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.ticket.Holding;
import io.heard.tickets.ticket.TicketDesk;
import io.heard.tickets.ticket.TicketDesk.AttachedFile;
import io.heard.tickets.ticket.TicketErased;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The files of tickets. */
@ApplicationScoped
public class Attachments implements Holding {

  private static final int LONGEST_NAME = 200;

  @Inject DataSource dataSource;
  @Inject Blobs blobs;
  @Inject TicketDesk tickets;
  @Inject Clock clock;

  /** An attachment and where its content is. */
  record Stored(AttachmentApi.View view, UUID ticketId, UUID blobId) {}

  /**
   * Adds a file to a ticket, within the transaction of the caller; the ticket's ledger tells of it.
   *
   * @param name as it came; cut to what can be shown and saved
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public AttachmentApi.View add(
      UUID ticketId, String name, String type, InputStream content, Origin origin)
      throws IOException {
    Blobs.Blob blob = blobs.put(content);
    AttachmentApi.View view =
        new AttachmentApi.View(
            Uuid7.at(clock.instant()),
            presentable(name),
            type,
            blob.size(),
            blob.sha256(),
            origin.actor(),
            clock.instant());
    insert(ticketId, view, blob.id());
    tickets.attachedWithin(
        ticketId,
        new AttachedFile(view.id(), view.name(), view.type(), view.size(), view.sha256()),
        origin);
    return view;
  }

  /** Without path, control characters and what reorders text; with at most 200 characters. */
  static String presentable(String name) {
    String given = name == null ? "" : name;
    String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    String clean = last.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\"]+", " ").strip();
    if (clean.isEmpty() || clean.equals(".") || clean.equals("..")) {
      return "attachment";
    }
    int length = clean.codePointCount(0, clean.length());
    return length <= LONGEST_NAME
        ? clean
        : clean.substring(clean.offsetByCodePoints(0, length - LONGEST_NAME));
  }

  private void insert(UUID ticketId, AttachmentApi.View view, UUID blobId) {
    String sql =
        "INSERT INTO attachment (id, ticket_id, name, type, size, sha256, blob_id, added_by, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, view.id());
      insert.setObject(2, ticketId);
      insert.setString(3, view.name());
      insert.setString(4, view.type());
      insert.setLong(5, view.size());
      insert.setString(6, view.sha256());
      insert.setObject(7, blobId);
      insert.setString(8, view.addedBy());
      insert.setObject(9, OffsetDateTime.ofInstant(view.addedAt(), ZoneOffset.UTC));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Personal data are taken out of the ticket: its files go, that there were some stays. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    for (Stored file : find("ticket_id = ?", erased.ticketId())) {
      blobs.empty(file.blobId());
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE attachment SET name = '[erased]' WHERE ticket_id = ?")) {
      update.setObject(1, erased.ticketId());
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "attachments";
  }

  /** A file of a ticket in an export. */
  record Exported(UUID ticket, AttachmentApi.View file, String content) {}

  @Override
  public List<Exported> of(Whose whose) {
    return whose.tickets().stream()
        .sorted()
        .flatMap(ticket -> find("ticket_id = ? ORDER BY id", ticket).stream())
        .map(
            file ->
                new Exported(
                    file.ticketId(),
                    file.view(),
                    "/v1/tickets/" + file.ticketId() + "/attachments/" + file.view().id()))
        .toList();
  }

  List<AttachmentApi.View> of(UUID ticketId) {
    return find("ticket_id = ? ORDER BY id", ticketId).stream().map(Stored::view).toList();
  }

  Optional<Stored> byId(UUID ticketId, UUID id) {
    return find("ticket_id = ? AND id = ?", ticketId, id).stream().findFirst();
  }

  private List<Stored> find(String where, Object... parameters) {
    String sql =
        "SELECT id, ticket_id, name, type, size, sha256, blob_id, added_by, added_at FROM attachment WHERE "
            + where;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      List<Stored> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          AttachmentApi.View view =
              new AttachmentApi.View(
                  row.getObject("id", UUID.class),
                  row.getString("name"),
                  row.getString("type"),
                  row.getLong("size"),
                  row.getString("sha256"),
                  row.getString("added_by"),
                  row.getObject("added_at", OffsetDateTime.class).toInstant());
          found.add(
              new Stored(
                  view,
                  row.getObject("ticket_id", UUID.class),
                  row.getObject("blob_id", UUID.class)));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
