package io.heard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds both sides to the event contract in module {@code contracts}: a producer's real events
 * against the JSON Schema of their type, a consumer's real parser against the golden example of the
 * type.
 */
public final class EventContract {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private static final JsonNode RELEASED = read("/released/events.json");

  /** Objects whose fields are named by those who use Heard. */
  private static final Set<String> BY_NAME = Set.of("customFields", "changes");

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
    if (EventContract.class.getResource("/events/" + type + ".example.json") == null) {
      throw new IllegalArgumentException("there is no example for " + type);
    }
    return read("/events/" + type + ".example.json");
  }

  private static JsonNode read(String resource) {
    try (InputStream in = EventContract.class.getResourceAsStream(resource)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a consumer may get of a type while versions change: its golden example, the one of the
   * version before ({@code deploy/upgrade/release.sh}), and one of a version to come, with more in
   * every object than anybody knows here.
   */
  public static List<JsonNode> acrossVersions(String type) {
    List<JsonNode> versions = new ArrayList<>();
    versions.add(example(type));
    if (RELEASED.has(type)) {
      versions.add(RELEASED.get(type).deepCopy());
    }
    JsonNode later = example(type);
    grow(later.get("data"));
    versions.add(later);
    return versions;
  }

  /** The golden examples of the version before, by type. */
  public static JsonNode released() {
    return RELEASED;
  }

  private static void grow(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                if (!BY_NAME.contains(field.getKey())) {
                  grow(field.getValue());
                }
              });
      object.putObject("addedLater").putArray("in").add("a version to come");
    } else {
      node.forEach(EventContract::grow);
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
