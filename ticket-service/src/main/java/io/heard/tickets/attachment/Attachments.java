package io.heard.tickets.attachment;

import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Redaction;
import io.heard.kit.sql.Sql;
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
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The files of tickets. */
@ApplicationScoped
public class Attachments implements Holding {

  private static final int LONGEST_NAME = 200;

  @Inject Sql sql;
  @Inject Blobs blobs;
  @Inject TicketDesk tickets;
  @Inject Clock clock;

  /** An attachment and where its content is. */
  record Stored(AttachmentApi.View view, UUID blobId) {}

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
            ticketId,
            presentable(name),
            type,
            blob.size(),
            blob.sha256(),
            origin.actor(),
            clock.instant());
    insert(view, blob.id());
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

  private void insert(AttachmentApi.View view, UUID blobId) {
    sql.update(
        "INSERT INTO attachment (id, ticket_id, name, type, size, sha256, blob_id, added_by, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        view.id(),
        view.ticket(),
        view.name(),
        view.type(),
        view.size(),
        view.sha256(),
        blobId,
        view.addedBy(),
        view.addedAt());
  }

  /** Personal data are taken out of the ticket: its files go, that there were some stays. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    for (Stored file : find("ticket_id = ?", erased.ticketId())) {
      blobs.empty(file.blobId());
    }
    sql.update(
        "UPDATE attachment SET name = ? WHERE ticket_id = ?", Redaction.ERASED, erased.ticketId());
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
                    file.view().ticket(),
                    file.view(),
                    "/v1/tickets/" + file.view().ticket() + "/attachments/" + file.view().id()))
        .toList();
  }

  /** Of some tickets, in the order they were added. */
  List<AttachmentApi.View> of(Collection<UUID> tickets) {
    return find("ticket_id = ANY (?) ORDER BY id", tickets).stream().map(Stored::view).toList();
  }

  Optional<Stored> byId(Collection<UUID> tickets, UUID id) {
    return find("ticket_id = ANY (?) AND id = ?", tickets, id).stream().findFirst();
  }

  private List<Stored> find(String where, Object... parameters) {
    return sql.list(
        "SELECT id, ticket_id, name, type, size, sha256, blob_id, added_by, added_at FROM attachment WHERE "
            + where,
        row ->
            new Stored(
                new AttachmentApi.View(
                    Sql.uuid(row, "id"),
                    Sql.uuid(row, "ticket_id"),
                    row.getString("name"),
                    row.getString("type"),
                    row.getLong("size"),
                    row.getString("sha256"),
                    row.getString("added_by"),
                    Sql.instant(row, "added_at")),
                Sql.uuid(row, "blob_id")),
        parameters);
  }
}
