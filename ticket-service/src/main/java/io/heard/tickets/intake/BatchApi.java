package io.heard.tickets.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.heard.kit.problem.Problem;
import io.heard.tickets.ticket.TicketApi;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about batches. */
final class BatchApi {

  static final int MOST = 500;

  private BatchApi() {}

  @Schema(name = "TicketBatch")
  record Batch(
      @NotNull(message = "is required: a list of demands")
          @Size(min = 1, max = MOST, message = "must have 1 to " + MOST + " demands")
          @Schema(
              type = SchemaType.ARRAY,
              implementation = BatchItem.class,
              description = "Demands; each is logged, or refused, by itself")
          List<JsonNode> tickets) {}

  /** For the description only: an item is a NewTicket with a key. */
  @Schema(
      name = "BatchItem",
      description = "Like NewTicket, and idempotencyKey besides",
      allOf = {TicketApi.NewTicket.class})
  record BatchItem(
      @Schema(
              description =
                  "Makes repeats of this item harmless, in this batch and any other of the caller; 1 to 255 visible ASCII characters. "
                      + "Without one it is derived from the batch's Idempotency-Key and the index.")
          String idempotencyKey) {}

  @Schema(name = "TicketBatchResult")
  record Result(
      @Schema(description = "How many of the demands are logged, now or by an earlier request")
          int logged,
      @Schema(description = "How many are not") int refused,
      @Schema(description = "One for each demand, in the order of the request")
          List<ItemResult> items) {}

  @Schema(name = "TicketBatchItemResult")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ItemResult(
      int index,
      @Schema(description = "The HTTP status this demand would have been answered with by itself")
          int status,
      @Schema(description = "True when an earlier request with the same key had logged it")
          boolean replayed,
      @JsonRawValue
          @Schema(implementation = TicketApi.Logged.class, description = "When status is 201")
          String ticket,
      @Schema(
              type = SchemaType.OBJECT,
              description = "problem+json when it is not; pointers are into the demand")
          Problem.Body problem) {}
}
