package io.heard.customers.privacy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.heard.customers.access.AccessApi;
import io.heard.customers.customer.CustomerApi;
import io.heard.kit.ledger.LedgerEntry;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire when a person asks what is known of them, or to be forgotten. */
public final class PrivacyApi {

  private PrivacyApi() {}

  /** Why somebody is erased. */
  @Schema(name = "EraseRequest")
  public record Erase(
      @Schema(
              description =
                  "The ground, 1 to 500 characters; it is kept, so it must not say who the person is",
              required = true,
              examples = "Request under GDPR article 17, case 2026-114")
          @NotBlank(message = "is required: on what ground?")
          @Size(max = 500, message = "must have at most 500 characters")
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must not contain control characters")
          String reason) {}

  /** That somebody was erased. */
  @Schema(name = "Erasure")
  public record Erasure(
      @Schema(description = "The customer") UUID customer,
      @Schema(description = "Every id it had: its own and those merged into it") List<UUID> ids,
      String reason,
      @Schema(description = "Who ordered it") String erasedBy,
      @Schema(description = "RFC 3339, UTC") Instant erasedAt) {}

  /** Everything held about somebody here. */
  @Schema(
      name = "CustomerExport",
      description =
          "Everything customer-service holds about a customer, under every id it had. Field names are those of the"
              + " database where no other answer shows the same.")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Export(
      @Schema(description = "RFC 3339, UTC") Instant at,
      @Schema(description = "The customer, and those merged into it")
          List<CustomerApi.Customer> customers,
      List<Map<String, Object>> mergers,
      List<Map<String, Object>> demands,
      List<Map<String, Object>> exchanges,
      List<Map<String, Object>> promises,
      @Schema(description = "What is to be asked at the next contact")
          List<Map<String, Object>> questions,
      @Schema(description = "Who was given these data") List<AccessApi.Access> accesses,
      @Schema(description = "The history of each id") Map<UUID, List<LedgerEntry>> history) {}
}
