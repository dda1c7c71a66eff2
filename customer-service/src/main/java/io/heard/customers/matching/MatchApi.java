package io.heard.customers.matching;

import io.heard.customers.contact.EmailText;
import io.heard.customers.contact.PhoneText;
import io.heard.customers.customer.CustomerApi;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire when somebody asks who a person might be. */
public final class MatchApi {

  private MatchApi() {}

  /** What is known of a person. */
  @Schema(
      name = "MatchRequest",
      description = "What is known of a person; at least one of the three")
  public record Request(
      @Schema(description = "Name as it was heard", examples = "Chen Wei")
          @Size(max = 200, message = "must have at most 200 characters")
          String name,
      @Schema(description = "Phone in any notation", examples = "+86 755 2345 6789") @PhoneText
          String phone,
      @Schema(description = "Email address", examples = "chen@example.com") @EmailText
          String email) {

    public Request {
      name = name == null || name.isBlank() ? null : name.strip();
    }

    boolean isEmpty() {
      return name == null && phone == null && email == null;
    }
  }

  /** Who it might be. */
  @Schema(name = "MatchCandidates")
  public record Candidates(
      @Schema(description = "The most likely first, at most 10") List<Candidate> candidates) {}

  /** Somebody it might be. */
  @Schema(name = "MatchCandidate")
  public record Candidate(
      @Schema(
              description =
                  "0 to 1. Owner of the phone or email: 0.9, plus 0.1 by the likeness of the names (in full when none was"
                      + " given). By name only: 0.8 by the likeness.")
          double score,
      @Schema(description = "What speaks for it") List<Reason> why,
      CustomerApi.Customer customer) {}

  /** Why somebody is a candidate. */
  @Schema(name = "MatchReason")
  public record Reason(
      Field field,
      @Schema(
              description =
                  "1 when the same; for names the share of pairs of neighbouring characters they have in common (Dice"
                      + " coefficient)")
          double likeness) {}

  /** What was compared. */
  public enum Field {
    PHONE,
    EMAIL,
    NAME
  }
}
