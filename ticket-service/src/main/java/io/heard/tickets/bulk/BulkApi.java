package io.heard.tickets.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.heard.kit.problem.Problem;
import io.heard.tickets.ticket.TicketApi;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about many commands at once. */
final class BulkApi {

  static final int MOST = 500;
  private static final int MOST_STEPS = 20;
  private static final String NAMES =
      "change, acknowledge, start, wait, resume, resolve, close, decline, reopen, merge, handoffs, feedbacks, contacts, notes";

  private BulkApi() {}

  @Schema(name = "BulkRequest", description = "One command to many tickets")
  record Bulk(
      @NotBlank(message = "is required: the name of a command") @Schema(description = NAMES)
          String command,
      @Schema(
              type = SchemaType.OBJECT,
              description = "As at the command's own address; for every item without its own")
          JsonNode body,
      @NotNull(message = "is required: a list of tickets")
          @Size(min = 1, max = MOST, message = "must have 1 to " + MOST + " items")
          List<@NotNull(message = "must be an object") @Valid BulkItem> items) {}

  @Schema(name = "BulkItem")
  record BulkItem(
      @NotBlank(message = "is required: id or number of the ticket")
          @Size(max = 50, message = "must have at most 50 characters")
          String ticket,
      @Size(max = 200, message = "must have at most 200 characters")
          @Schema(description = "The ETag the caller knows; absent: whatever is there")
          String ifMatch,
      @Schema(type = SchemaType.OBJECT, description = "In place of the common one")
          JsonNode body) {}

  @Schema(name = "BulkResult")
  record Result(
      int done,
      int refused,
      @Schema(description = "One for each item, in the order of the request")
          List<ItemResult> items) {}

  @Schema(name = "BulkItemResult")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ItemResult(
      int index,
      @Schema(description = "The HTTP status the command would have had by itself") int status,
      @Schema(description = "True when an earlier request with the same key had done it")
          boolean replayed,
      @JsonRawValue
          @Schema(implementation = TicketApi.View.class, description = "The ticket after it")
          String ticket,
      @Schema(type = SchemaType.OBJECT, description = "problem+json when it was refused")
          Problem.Body problem) {}

  @Schema(
      name = "MacroSettings",
      description = "Steps that often follow each other, as one: all of them or none")
  record MacroSettings(
      @NotBlank(message = "is required")
          @Size(max = 100, message = "must have at most 100 characters")
          String name,
      @Size(max = 2_000, message = "must have at most 2000 characters") String description,
      @NotNull(message = "is required: a list of steps")
          @Size(min = 1, max = MOST_STEPS, message = "must have 1 to 20 steps")
          List<@NotNull(message = "must be an object") @Valid Step> steps,
      @Schema(description = "False: kept, but not to be used; default true") Boolean active) {}

  @Schema(name = "MacroStep")
  record Step(
      @NotBlank(message = "is required: the name of a command") @Schema(description = NAMES)
          String command,
      @Schema(type = SchemaType.OBJECT, description = "As at the command's own address")
          JsonNode body) {}

  @Schema(name = "Macro")
  record Macro(
      UUID id,
      int version,
      String name,
      String description,
      List<Step> steps,
      boolean active,
      Instant changedAt,
      String changedBy) {}
}
