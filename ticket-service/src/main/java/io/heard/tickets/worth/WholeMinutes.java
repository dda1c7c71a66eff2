package io.heard.tickets.worth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import io.heard.kit.problem.FieldError;
import io.heard.tickets.calendar.WorkDuration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Working time in a request: whole minutes, said in hours and minutes. Days are refused: one of
 * work is not one of 24 hours.
 */
class WholeMinutes extends StdScalarDeserializer<Duration> {

  private static final long serialVersionUID = 1L;

  WholeMinutes() {
    super(Duration.class);
  }

  @Override
  public Duration deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return (Duration) context.handleUnexpectedToken(Duration.class, parser);
    }
    String text = parser.getText();
    try {
      return WorkDuration.parse(text);
    } catch (IllegalArgumentException unreadable) {
      // by the name of Duration the client would be told that days are fine
      return (Duration)
          context.handleWeirdStringValue(WorkDuration.class, text, "%s", unreadable.getMessage());
    }
  }

  /** Notes what are no whole minutes from one to {@code most}; nothing when it was not said. */
  static void check(Duration duration, String pointer, Duration most, List<FieldError> errors) {
    if (duration == null) {
      return;
    }
    boolean whole = duration.toSecondsPart() == 0 && duration.toNanosPart() == 0;
    if (!whole || duration.compareTo(Duration.ofMinutes(1)) < 0 || duration.compareTo(most) > 0) {
      errors.add(
          new FieldError(pointer, "out-of-range", "must be whole minutes, from PT1M to " + most));
    }
  }
}
