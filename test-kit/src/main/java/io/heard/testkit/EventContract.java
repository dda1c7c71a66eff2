package io.heard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Holds both sides to the event contract in module {@code contracts}: a producer's real events
 * against the JSON Schema of their type, a consumer's real parser against the golden example of the
 * type.
 */
public final class EventContract {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private EventContract() {}

  /** What is wrong with these data according to the schema of the type; empty when they conform. */
  public static List<String> violations(String type, JsonNode data) {
    if (EventContract.class.getResource("/events/" + type + ".schema.json") == null) {
      return List.of("there is no schema for " + type);
    }
    JsonSchema schema =
        SCHEMAS.getSchema(SchemaLocation.of("classpath:events/" + type + ".schema.json"));
    return schema.validate(data).stream()
        .map(message -> type + message.getInstanceLocation() + ": " + message.getMessage())
        .toList();
  }

  /** The golden example: an object with the CloudEvents attributes and {@code data}. */
  public static JsonNode example(String type) {
    try (InputStream in =
        EventContract.class.getResourceAsStream("/events/" + type + ".example.json")) {
      if (in == null) {
        throw new IllegalArgumentException("there is no example for " + type);
      }
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every type the contract knows. */
  public static List<String> types() {
    try (InputStream in = EventContract.class.getResourceAsStream("/events/index.json")) {
      return List.of(JSON.readValue(in, String[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
