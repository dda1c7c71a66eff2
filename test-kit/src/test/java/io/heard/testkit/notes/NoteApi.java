package io.heard.testkit.notes;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What crosses the wire about notes. */
public final class NoteApi {

  private NoteApi() {}

  public record Write(@NotBlank @Size(max = 100) String text) {}

  public record View(UUID id, int version, String text) {}

  /** Data of the events. */
  public record Written(String text) {}

  public enum Colour {
    RED,
    GREEN
  }

  /** A body with everything in it, for the strict reader. */
  public record Everything(
      @NotNull String text,
      Colour colour,
      @Min(1) Integer count,
      Long big,
      BigDecimal amount,
      Boolean flag,
      UUID id,
      Instant at,
      LocalDate day,
      Duration target,
      @Valid Inner inner,
      List<@Valid Inner> list,
      List<@NotBlank String> words,
      Map<Colour, @Valid Inner> map,
      JsonNode free) {}

  public record Inner(@NotBlank String name, Integer weight, @Valid Inner deeper) {}
}
