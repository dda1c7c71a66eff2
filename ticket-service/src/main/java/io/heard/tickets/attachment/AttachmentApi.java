package io.heard.tickets.attachment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about attachments. */
public final class AttachmentApi {

  private AttachmentApi() {}

  @Schema(name = "Attachment", description = "A file that belongs to a ticket")
  public record View(
      UUID id,
      @Schema(description = "To which it was added: this one, or one that was merged into it")
          UUID ticket,
      String name,
      @Schema(description = "Media type, as whoever added it says") String type,
      @Schema(description = "Bytes") long size,
      @Schema(description = "SHA-256 of the content, hexadecimal") String sha256,
      String addedBy,
      Instant addedAt) {}

  @Schema(name = "Attachments")
  record All(List<View> items) {}
}
