package io.heard.kit.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * An instant as RFC 3339 with any offset, cut to microseconds, between the years 1900 and 9999.
 * Numbers are refused: seconds or milliseconds is a question with a history of wrong answers.
 */
class StrictInstant extends StdScalarDeserializer<Instant> {

  private static final long serialVersionUID = 1L;
  private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  StrictInstant() {
    super(Instant.class);
  }

  @Override
  public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return (Instant) context.handleUnexpectedToken(Instant.class, parser);
    }
    String text = parser.getText();
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
      if (!instant.isBefore(FIRST) && !instant.isAfter(LAST)) {
        return instant;
      }
    } catch (DateTimeException notRfc3339) {
      return weird(context, text);
    }
    return weird(context, text);
  }

  private static Instant weird(DeserializationContext context, String text) throws IOException {
    return (Instant)
        context.handleWeirdStringValue(
            Instant.class, text, "must be a time such as 2026-03-21T09:30:00Z (RFC 3339)");
  }
}
