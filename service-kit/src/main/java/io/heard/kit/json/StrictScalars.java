package io.heard.kit.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.UUID;

/**
 * Lets each simple value be written in one way only: a text is no number, an empty text is no date.
 * Jackson would coerce some of it silently and throw at the rest, at the first mistake.
 */
class StrictScalars extends BeanDeserializerModifier {

  private static final long serialVersionUID = 1L;

  private static final Set<JsonToken> TEXT = Set.of(JsonToken.VALUE_STRING);
  private static final Set<JsonToken> TRUTH = Set.of(JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);
  private static final Set<JsonToken> WHOLE = Set.of(JsonToken.VALUE_NUMBER_INT);
  private static final Set<JsonToken> NUMBER =
      Set.of(JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT);
  private static final Set<Class<?>> WHOLE_TYPES =
      Set.of(Integer.class, Long.class, Short.class, Byte.class, BigInteger.class);
  private static final Set<Class<?>> NUMBER_TYPES =
      Set.of(Double.class, Float.class, BigDecimal.class);

  @Override
  public JsonDeserializer<?> modifyDeserializer(
      DeserializationConfig config, BeanDescription description, JsonDeserializer<?> standard) {
    // not the description's class: Jackson describes Integer by int
    Class<?> type = standard.handledType();
    Set<JsonToken> tokens = tokens(type);
    return tokens == null ? standard : new Strict(standard, type, tokens);
  }

  @Override
  public JsonDeserializer<?> modifyEnumDeserializer(
      DeserializationConfig config,
      JavaType type,
      BeanDescription description,
      JsonDeserializer<?> standard) {
    return new Strict(standard, type.getRawClass(), TEXT);
  }

  private static Set<JsonToken> tokens(Class<?> type) {
    if (type == null) {
      return null;
    }
    if (type == Boolean.class) {
      return TRUTH;
    }
    if (WHOLE_TYPES.contains(type)) {
      return WHOLE;
    }
    if (NUMBER_TYPES.contains(type)) {
      return NUMBER;
    }
    return type == String.class || type == UUID.class || type.getPackageName().equals("java.time")
        ? TEXT
        : null;
  }

  private static final class Strict extends DelegatingDeserializer {

    private static final long serialVersionUID = 1L;
    private final Class<?> type;
    private final transient Set<JsonToken> tokens;

    Strict(JsonDeserializer<?> standard, Class<?> type, Set<JsonToken> tokens) {
      super(standard);
      this.type = type;
      this.tokens = tokens;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> standard) {
      return new Strict(standard, type, tokens);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!tokens.contains(parser.currentToken())) {
        return context.handleUnexpectedToken(type, parser);
      }
      if (type != String.class && tokens == TEXT && parser.getText().isBlank()) {
        return context.handleWeirdStringValue(type, parser.getText(), "must not be empty");
      }
      try {
        return super.deserialize(parser, context);
      } catch (InputCoercionException tooLarge) {
        return context.handleWeirdNumberValue(
            type, 0, "is out of the range of %s", type.getSimpleName());
      }
    }
  }
}
