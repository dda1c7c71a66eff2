package io.heard.tickets.view;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about saved views. */
public final class ViewApi {

  private ViewApi() {}

  @Schema(name = "SavedViewSettings", description = "A list of tickets to keep at hand")
  public record Settings(
      @NotBlank(message = "is required")
          @Size(max = 100, message = "must have at most 100 characters")
          @Schema(description = "Unique among the caller's own")
          String name,
      @NotNull(message = "is required, and may be empty")
          @Size(max = 2_000, message = "must have at most 2000 characters")
          @Schema(
              description =
                  "Filters and sort as in the query of GET /v1/tickets; $me stands for whoever looks",
              example = "owner=$me&state=IN_PROGRESS&sort=due")
          String query,
      @Schema(description = "Whether everybody sees it; default false") Boolean shared) {}

  @Schema(name = "SavedView")
  public record View(
      UUID id,
      int version,
      String owner,
      String name,
      String query,
      boolean shared,
      Instant changedAt) {}
}
