package io.heard.kit.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.heard.kit.audit.Finding.State;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The audit on the wire. */
public final class AuditApi {

  private AuditApi() {}

  /** How things stand. */
  @Schema(name = "Reconciliation")
  public record View(
      @Schema(description = "Whether anything is known to be wrong that is not accepted")
          boolean clean,
      @Schema(description = "Newest sealed batch of the journal, 0 when there is none") int sealed,
      @Schema(description = "The last batch whose aggregates were examined") int examined,
      @Schema(description = "The last batch that other services were told of") int stated,
      @Schema(description = "The last full run, null when there was none") Run run,
      @Schema(description = "How many findings stand where; without those that are over")
          Map<State, Long> counts,
      @Schema(description = "What is known to be wrong or suspected, oldest first, at most 200")
          List<Finding> findings) {}

  /** A full run. */
  @Schema(name = "ReconciliationRun")
  public record Run(
      UUID id,
      String requestedBy,
      Instant requestedAt,
      @Schema(description = "Null while it goes on") Instant finishedAt,
      @Schema(description = "Aggregates looked at so far") long examined,
      @Schema(description = "What did not look right at that moment, under way or wrong")
          long findings,
      @JsonIgnore UUID after,
      @JsonIgnore int afterBatch) {}

  /** Why a finding is accepted as it is. */
  @Schema(name = "AcceptFinding")
  public record Accept(
      @NotBlank(message = "is required: somebody will ask")
          @Size(max = 2000, message = "must have at most 2000 characters")
          String reason) {}

  /** What is to be sent to Kafka once more. */
  @Schema(
      name = "RepublicationRequest",
      description = "Nothing given: the whole ledger. Both ends of a range belong to it.")
  public record Range(
      @Schema(description = "Only this aggregate") UUID aggregate,
      @Schema(
              description = "Only aggregates of this kind: the second word of their event types",
              examples = "staff")
          @Size(max = 50, message = "must have at most 50 characters")
          String kind,
      @Schema(description = "The first aggregate; ids are in the order of time") UUID from,
      @Schema(description = "The last aggregate") UUID to) {}

  /** A request to send part of the ledger once more. */
  @Schema(name = "Republication")
  public record Republication(
      UUID id,
      @Schema(description = "Null for all kinds") String kind,
      UUID from,
      UUID to,
      String requestedBy,
      Instant requestedAt,
      @Schema(description = "When the last event was handed to the relay; null until then")
          Instant finishedAt,
      @Schema(description = "Events handed to the relay so far") long events,
      @JsonIgnore UUID after) {}
}
