package io.heard.kit.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import io.heard.kit.problem.FieldError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Notes what does not fit and reads on, so that a client learns of all its mistakes at once and not
 * one a try.
 */
class CollectingHandler extends DeserializationProblemHandler {

  static final Object ERRORS = CollectingHandler.class;

  @SuppressWarnings("unchecked") // the reader that puts it there is the only one that does
  private static List<FieldError> errors(DeserializationContext context) {
    List<FieldError> errors = (List<FieldError>) context.getAttribute(ERRORS);
    return errors == null ? new ArrayList<>() : errors;
  }

  private static String pointer(JsonParser parser) {
    return parser.getParsingContext().pathAsPointer().toString();
  }

  /** A record's unknown fields are replayed from a buffer that has forgotten where it stood. */
  private static String pointer(DeserializationContext context, JsonParser parser, String name) {
    return parser == context.getParser()
        ? pointer(parser)
        : pointer(context.getParser()) + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  @Override
  public Object handleWeirdKey(
      DeserializationContext context, Class<?> type, String key, String message) {
    errors(context)
        .add(new FieldError(pointer(context.getParser()), code(type), expectation(type, message)));
    return null;
  }

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      JsonDeserializer<?> deserializer,
      Object target,
      String name)
      throws IOException {
    Collection<Object> known = deserializer == null ? null : deserializer.getKnownPropertyNames();
    String hint =
        known == null
            ? ""
            : "; known are "
                + String.join(", ", known.stream().map(Object::toString).sorted().toList());
    errors(context)
        .add(
            new FieldError(
                pointer(context, parser, name),
                "unknown-field",
                "is not a field of this request" + hint));
    parser.skipChildren();
    return true;
  }

  @Override
  public Object handleWeirdStringValue(
      DeserializationContext context, Class<?> type, String value, String message) {
    errors(context)
        .add(new FieldError(pointer(context.getParser()), code(type), expectation(type, message)));
    return null;
  }

  @Override
  public Object handleWeirdNumberValue(
      DeserializationContext context, Class<?> type, Number value, String message) {
    errors(context).add(new FieldError(pointer(context.getParser()), "out-of-range", message));
    return null;
  }

  @Override
  public Object handleMissingInstantiator(
      DeserializationContext context,
      Class<?> type,
      ValueInstantiator instantiator,
      JsonParser parser,
      String message)
      throws IOException {
    errors(context).add(new FieldError(pointer(parser), "wrong-type", "must be " + name(type)));
    parser.skipChildren();
    return null;
  }

  @Override
  public Object handleUnexpectedToken(
      DeserializationContext context,
      JavaType type,
      JsonToken token,
      JsonParser parser,
      String message)
      throws IOException {
    errors(context)
        .add(
            new FieldError(
                pointer(parser),
                "wrong-type",
                expectation(type.getRawClass(), "must be " + name(type.getRawClass()))));
    parser.skipChildren();
    return null;
  }

  @Override
  public Object handleInstantiationProblem(
      DeserializationContext context, Class<?> type, Object argument, Throwable e) {
    errors(context)
        .add(
            new FieldError(
                pointer(context.getParser()), "invalid", String.valueOf(e.getMessage())));
    return null;
  }

  private static String code(Class<?> type) {
    return type.isEnum() ? "not-one-of" : "malformed";
  }

  private static String expectation(Class<?> type, String otherwise) {
    if (type.isEnum()) {
      return "must be one of "
          + String.join(
              ", ", Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
    }
    return switch (type.getSimpleName()) {
      case "Duration" -> "must be an ISO 8601 time such as PT8H or PT90S";
      case "UUID" -> "must be a UUID";
      case "LocalDate" -> "must be a date such as 2026-03-21";
      default -> otherwise;
    };
  }

  private static String name(Class<?> type) {
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a text";
    }
    if (Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "a list";
    }
    return switch (type.getSimpleName()) {
      case "Instant" -> "a time such as 2026-03-21T09:30:00Z (RFC 3339)";
      default -> "an object";
    };
  }
}
