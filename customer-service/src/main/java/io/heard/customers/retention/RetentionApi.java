package io.heard.customers.retention;

import io.heard.customers.customer.CustomerEvents.Ground;
import io.heard.customers.customer.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about how long personal data are kept. */
public final class RetentionApi {

  private RetentionApi() {}

  /** The rules in force. */
  @Schema(
      name = "RetentionRules",
      description = "As the operator has set them; without any nobody is erased by itself")
  public record Rules(List<Rule> rules) {}

  /** After how long persons of a scope are erased. */
  @Schema(name = "RetentionRule")
  public record Rule(
      Scope scope,
      @Schema(description = "ISO 8601 period without a sign of life", examples = "P24M")
          String after) {}

  /** Somebody whom a rule is about to erase. */
  @Schema(name = "RetentionCandidate")
  public record Candidate(
      UUID customer,
      @Schema(description = "For the person who looks it through") String name,
      Scope scope,
      @Schema(
              description =
                  "RFC 3339, UTC: when they last said something, were told something, or were changed")
          Instant lastSign) {}

  /** That somebody was erased. */
  @Schema(name = "ErasureRecord")
  public record Erased(
      UUID customer,
      @Schema(description = "REQUEST of a person, or RETENTION: by a rule") Ground ground,
      String reason,
      String erasedBy,
      @Schema(description = "RFC 3339, UTC") Instant erasedAt) {}
}
