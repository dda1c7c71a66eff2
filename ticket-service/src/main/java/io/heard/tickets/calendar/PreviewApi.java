package io.heard.tickets.calendar;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about a calculation that stores nothing. */
public final class PreviewApi {

  /**
   * What to calculate.
   *
   * @param calendar hours, or the name of a stored calendar, or {@code 24x7}
   * @param start when the clock starts; 1900 to 2149
   * @param target working time, ISO 8601 without days
   * @param warnAt share of the target after which it warns, above 0 and below 1; default 0.75
   * @param pauses stretches that do not count, in any order; the last may lack its end
   * @param now the moment for {@code elapsed} and {@code remaining}; default now
   */
  @Schema(name = "SlaPreviewRequest")
  public record Request(
      @Schema(
              description = "Hours of a calendar, or the name of a stored one, or \"24x7\"",
              implementation = Object.class,
              oneOf = {CalendarApi.Hours.class, String.class})
          CalendarChoice calendar,
      @Schema(description = "When the clock starts; 1900 to 2149, required") Instant start,
      @Schema(description = "Working time, ISO 8601 without days; required", examples = "PT8H")
          String target,
      @Schema(description = "Share of the target, above 0 and below 1", defaultValue = "0.75")
          BigDecimal warnAt,
      @Schema(description = "Stretches that do not count, in any order, even overlapping")
          List<Stretch> pauses,
      @Schema(description = "The moment for elapsed and remaining; default: now") Instant now) {}

  /**
   * A pause.
   *
   * @param from its first instant
   * @param to the first instant after it; absent while it lasts
   */
  @Schema(name = "SlaPreviewPause")
  public record Stretch(Instant from, Instant to) {}

  /** A calendar by name, or by its hours. */
  @JsonDeserialize(using = CalendarChoiceReader.class)
  @Schema(hidden = true)
  public sealed interface CalendarChoice {}

  /** The name of a stored calendar. */
  record Named(String name) implements CalendarChoice {}

  /** Hours given with the request. */
  record Given(CalendarApi.Hours hours) implements CalendarChoice {}

  static final class CalendarChoiceReader extends StdDeserializer<CalendarChoice> {
    private static final long serialVersionUID = 1L;

    CalendarChoiceReader() {
      super(CalendarChoice.class);
    }

    @Override
    public CalendarChoice deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return parser.currentToken() == JsonToken.VALUE_STRING
          ? new Named(parser.getText())
          : new Given(context.readValue(parser, CalendarApi.Hours.class));
    }
  }

  /**
   * The answer.
   *
   * @param dueAt the first instant at which the target is used up; null if a pause without end
   *     comes first
   * @param warnAt the same for the warning's share of the target
   * @param elapsed working time from the start until now
   * @param remaining target less elapsed; negative once overdue
   * @param segments every stretch from the start to {@code dueAt}
   * @param segmentsTruncated only if there were too many to tell
   */
  @Schema(name = "SlaPreview")
  public record Answer(
      @Schema(
              description =
                  "The first instant at which the target is used up (exactly at closing, not at the"
                      + " next opening); null if a pause without end comes first")
          Instant dueAt,
      @Schema(description = "The same for the warning's share of the target") Instant warnAt,
      @Schema(
              description = "Working time from the start until now, ISO 8601",
              implementation = String.class,
              examples = "PT3H")
          Duration elapsed,
      @Schema(
              description = "Target less elapsed; negative once overdue",
              implementation = String.class,
              examples = "PT5H")
          Duration remaining,
      @Schema(description = "Every stretch from the start to dueAt, in order, without holes")
          List<Segment> segments,
      @Schema(description = "True if there are more segments than are told; else absent")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          Boolean segmentsTruncated) {}

  private PreviewApi() {}
}
