package io.heard.kit.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * How JSON is read and written everywhere: times as RFC 3339 UTC, durations as ISO 8601, nothing
 * coerced from another type, nulls written (an absent value is said, not left to be guessed).
 * Unknown fields are passed over in events and in what is stored, since a newer replica may have
 * written them; in requests {@link StrictJson} refuses them.
 */
@Singleton
public class StrictMapper implements ObjectMapperCustomizer {

  /** After Quarkus's own: whoever comes last has the last word on a type. */
  @Override
  public int priority() {
    return QUARKUS_CUSTOMIZER_PRIORITY - 1;
  }

  @Override
  @SuppressWarnings(
      "deprecation") // the builder that replaces these is not what the customizer is given
  public void customize(ObjectMapper mapper) {
    mapper
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .setSerializationInclusion(JsonInclude.Include.ALWAYS)
        .registerModule(
            new SimpleModule("heard").addDeserializer(Instant.class, new StrictInstant()));
  }
}
