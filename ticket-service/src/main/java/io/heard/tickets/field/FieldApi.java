package io.heard.tickets.field;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about the custom fields of tickets. */
public final class FieldApi {

  private FieldApi() {}

  /** What a field may hold. */
  public enum FieldType {
    TEXT,
    NUMBER,
    /** {@code 2026-03-21} */
    DATE,
    BOOLEAN,
    /** One of the options. */
    ENUM,
    /** Several of the options, each once. */
    ENUM_LIST
  }

  /** From when on a field has to be there; never when a demand is logged. */
  public enum RequiredFrom {
    ACKNOWLEDGED,
    IN_PROGRESS,
    RESOLVED,
    CLOSED
  }

  @Schema(name = "CustomFieldSettings")
  public record Settings(
      @NotNull(message = "is required") FieldType type,
      @Size(max = 200, message = "must have at most 200 characters")
          @Schema(description = "For people")
          String label,
      @Size(max = 200, message = "must have at most 200 options")
          @Schema(description = "Of ENUM and ENUM_LIST, at least one; of nothing else")
          List<
                  @NotBlank(message = "must not be blank")
                  @Size(max = 100, message = "must have at most 100 characters") String>
              options,
      @Schema(description = "Of NUMBER, inclusive") BigDecimal min,
      @Schema(description = "Of NUMBER, inclusive") BigDecimal max,
      @Schema(
              description =
                  "A ticket does not come into this state or a later one without it; null: it may always be missing")
          RequiredFrom requiredFrom,
      @Schema(description = "False: kept and shown, but not to be set any more; default true")
          Boolean active) {}

  @Schema(name = "CustomField")
  public record View(
      String name,
      int version,
      FieldType type,
      String label,
      List<String> options,
      BigDecimal min,
      BigDecimal max,
      RequiredFrom requiredFrom,
      boolean active,
      Instant changedAt,
      String changedBy) {}
}
