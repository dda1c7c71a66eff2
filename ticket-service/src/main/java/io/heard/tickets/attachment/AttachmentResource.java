package io.heard.tickets.attachment;

import io.heard.kit.http.Upload;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.ledger.Origins;
import io.heard.kit.ledger.Redaction;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.tickets.access.AccessApi;
import io.heard.tickets.access.AccessLog;
import io.heard.tickets.ticket.TicketDesk;
import io.heard.tickets.ticket.TicketRecords;
import io.heard.tickets.ticket.TicketRecords.Known;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Files of tickets over HTTP. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Attachments", description = "Files that belong to a ticket")
public class AttachmentResource {

  private static final String ALL = "{ref}/attachments";

  /** What a browser shows without running any of it; everything else is called bytes. */
  private static final Set<String> HARMLESS =
      Set.of(
          "image/png",
          "image/jpeg",
          "image/gif",
          "image/webp",
          "application/pdf",
          "text/plain",
          "text/csv",
          "audio/mpeg",
          "audio/ogg",
          "audio/wav",
          "video/mp4");

  @Inject Attachments attachments;
  @Inject Programs programs;
  @Inject Blobs blobs;
  @Inject TicketDesk tickets;
  @Inject TicketRecords records;
  @Inject AccessLog accessLog;
  @Inject Origins origins;
  @Inject HttpServerRequest request;

  @POST
  @Path(ALL)
  @Idempotent
  @Transactional
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION})
  @Operation(
      summary = "Add a file",
      description =
          "The body is the file, Content-Type its media type. It is streamed: at most heard.http.max-upload bytes (25 MiB), 413 beyond; "
              + "programs and scripts are refused by ending, type and first bytes (415 refused-file).")
  @APIResponse(
      responseCode = "201",
      description = "Added; Location is where its content is",
      content = @Content(schema = @Schema(implementation = AttachmentApi.View.class)))
  public Response add(
      @PathParam("ref") String reference,
      @QueryParam("name") String name,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
      Upload content)
      throws IOException {
    if (name == null || name.isBlank()) {
      throw Problem.invalid(
          FieldError.query("name", "required", "is required: the name of the file"));
    }
    if (content.size() == 0) {
      throw Problem.invalid(new FieldError("", "required", "must not be empty"));
    }
    MediaType media = MediaType.valueOf(type);
    String plain = (media.getType() + "/" + media.getSubtype()).toLowerCase(Locale.ROOT);
    programs.refuse(name, plain, content);
    UUID ticketId = tickets.lock(reference);
    AttachmentApi.View added =
        attachments.add(ticketId, name, plain, content.open(), origins.caller());
    return Response.created(URI.create("/v1/tickets/" + ticketId + "/attachments/" + added.id()))
        .entity(added)
        .build();
  }

  /** The tickets whose files the caller may have under one of their names. */
  private Map<UUID, Known> family(String reference) {
    return records.family(reference).stream().collect(Collectors.toMap(Known::id, one -> one));
  }

  private void given(Collection<Known> tickets) {
    accessLog.read(
        AccessApi.Action.FILE,
        tickets.stream().map(one -> new AccessLog.Given(one.id(), one.customerId())).toList());
  }

  @GET
  @Path(ALL)
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(
      summary = "The files of a ticket",
      description = "In the order they were added; also those of tickets that were merged into it.")
  public AttachmentApi.All list(@PathParam("ref") String reference) {
    Map<UUID, Known> family = family(reference);
    given(family.values());
    return new AttachmentApi.All(attachments.of(family.keySet()));
  }

  @GET
  @Path(ALL + "/{id}")
  @Produces(MediaType.WILDCARD)
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(
      summary = "The content of a file",
      description =
          "Always as a download, never to be run or sniffed: Content-Disposition attachment, nosniff, sandbox. Checked by SHA-256 as it goes out: "
              + "one that is not what was stored breaks off before its end. 503 store-unavailable when the store it is in cannot be reached.")
  public Response get(@PathParam("ref") String reference, @PathParam("id") UUID id) {
    Map<UUID, Known> family = family(reference);
    Attachments.Stored stored =
        attachments
            .byId(family.keySet(), id)
            .orElseThrow(() -> Problem.notFound("Attachment " + id));
    AttachmentApi.View view = stored.view();
    given(List.of(family.get(view.ticket())));
    if (view.name().equals(Redaction.ERASED)) {
      throw new Problem(410, "erased", "Gone", "The file held personal data, which were erased.");
    }
    String type = HARMLESS.contains(view.type()) ? view.type() : MediaType.APPLICATION_OCTET_STREAM;
    // RFC 6266 with RFC 8187 for names beyond ASCII
    String encoded =
        URLEncoder.encode(view.name(), StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("*", "%2A");
    return Response.ok(new Download(blobs.open(stored.blobId()), request))
        .type(type)
        .header(HttpHeaders.CONTENT_LENGTH, view.size())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + encoded)
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .build();
  }
}
