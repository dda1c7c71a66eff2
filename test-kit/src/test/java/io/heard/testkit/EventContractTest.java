package io.heard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract holds together: schemas, golden examples, index and asyncapi.yaml. */
class EventContractTest {

  private static final Path CONTRACTS = Path.of("..", "contracts");
  private static final Path EVENTS = CONTRACTS.resolve("src/main/resources/events");
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<String> types() {
    return EventContract.types();
  }

  static List<String> schemaFiles() throws IOException {
    return filesEndingIn(".schema.json");
  }

  @Test
  void index_namesEverySchemaAndExampleOnce() throws IOException {
    assertThat(types()).doesNotHaveDuplicates();
    assertThat(filesEndingIn(".example.json"))
        .containsExactlyInAnyOrderElementsOf(
            types().stream().map(t -> t + ".example.json").toList());
    assertThat(schemaFiles().stream().filter(name -> name.startsWith("heard.")))
        .containsExactlyInAnyOrderElementsOf(
            types().stream().map(t -> t + ".schema.json").toList());
  }

  @ParameterizedTest
  @MethodSource("types")
  void example_conformsToItsSchema(String type) {
    assertThat(EventContract.violations(type, EventContract.example(type).get("data"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void example_hasTheAttributesOfACloudEvent(String type) {
    JsonNode attributes = EventContract.example(type).get("attributes");
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of("classpath:events/attributes.schema.json"))
                .validate(attributes))
        .isEmpty();
    assertThat(attributes.get("type").asText()).isEqualTo(type);
    assertThat(attributes.get("id").asText())
        .isEqualTo(attributes.get("subject").asText() + "-" + attributes.get("sequence").asInt());
  }

  @ParameterizedTest
  @MethodSource("types")
  void example_carriesTheVersionAndIdOfItsAggregate(String type) {
    JsonNode example = EventContract.example(type);
    String aggregate = type.split("\\.")[1];
    JsonNode state = example.at("/data/" + aggregate);
    if (aggregate.equals("alert")) {
      assertThat(example.at("/attributes/subject")).isEqualTo(state.at("/ticket/id"));
    } else {
      assertThat(state.get("id")).isEqualTo(example.at("/attributes/subject"));
      assertThat(state.get("version")).isEqualTo(example.at("/attributes/sequence"));
    }
  }

  @Test
  void examples_tellOneStory_noSequenceTwice() {
    Map<String, String> seen = new HashMap<>();
    for (String type : types()) {
      JsonNode attributes = EventContract.example(type).get("attributes");
      String topic = type.split("\\.")[1];
      assertThat(seen.put(topic + attributes.get("id").asText(), type)).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void schema_toleratesAddedFieldsAndRefusesMissingOnes(String type) {
    ObjectNode data = (ObjectNode) EventContract.example(type).get("data");
    data.put("addedLater", true);
    assertThat(EventContract.violations(type, data)).isEmpty();
    for (Iterator<String> names = EventContract.example(type).get("data").fieldNames();
        names.hasNext(); ) {
      String name = names.next();
      ObjectNode without = (ObjectNode) EventContract.example(type).get("data");
      without.remove(name);
      assertThat(EventContract.violations(type, without)).as("without %s", name).isNotEmpty();
    }
  }

  /** Topics keep them for ever, and replicas of that version still write them during an upgrade. */
  @Test
  void eventsOfTheVersionBefore_areStillWithinTheContract() {
    assertThat(EventContract.released().size()).isGreaterThan(60);
    EventContract.released()
        .properties()
        .forEach(
            event ->
                assertThat(EventContract.violations(event.getKey(), event.getValue().get("data")))
                    .isEmpty());
  }

  @Test
  void schema_looksIntoWhatItRefersTo() {
    String type = "heard.ticket.logged.v1";
    ObjectNode data = (ObjectNode) EventContract.example(type).get("data");
    ((ObjectNode) data.get("ticket")).put("id", "no uuid").put("state", "LOST").remove("owner");
    ((ObjectNode) data.at("/clocks/0")).put("target", "P1D").put("dueAt", "tomorrow");
    assertThat(String.join("\n", EventContract.violations(type, data)))
        .contains("ticket.id", "ticket.state", "owner", "clocks[0].target", "clocks[0].dueAt");
  }

  @Test
  void violations_unknownType_isOne() {
    assertThat(EventContract.violations("heard.ticket.lost.v1", JSON.createObjectNode()))
        .containsExactly("there is no schema for heard.ticket.lost.v1");
  }

  @ParameterizedTest
  @MethodSource("schemaFiles")
  void schema_conformsToTheMetaSchemaAndIsDescribed(String file) throws IOException {
    JsonNode schema = JSON.readTree(EVENTS.resolve(file).toFile());
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012))
                .validate(schema))
        .isEmpty();
    assertThat(schema.get("$schema").asText()).isEqualTo(SchemaId.V202012);
    assertThat(schema.path("description").asText()).isNotBlank();
    assertThat(schema.findValues("additionalProperties"))
        .as("within v1 fields are added")
        .noneMatch(value -> value.isBoolean() && !value.asBoolean());
  }

  @Test
  void asyncapi_mentionsExactlyTheTypesAndFiles() throws IOException {
    JsonNode api =
        new ObjectMapper(new YAMLFactory()).readTree(CONTRACTS.resolve("asyncapi.yaml").toFile());
    assertThat(api.get("asyncapi").asText()).isEqualTo("3.0.0");
    JsonNode messages = api.at("/components/messages");
    assertThat(messages.findValuesAsText("name")).containsExactlyElementsOf(types());
    assertThat(messages.findValuesAsText("$ref"))
        .filteredOn(reference -> reference.endsWith(".json"))
        .hasSameSizeAs(types())
        .allSatisfy(reference -> assertThat(CONTRACTS.resolve(reference)).exists());

    JsonNode channels = api.get("channels");
    assertThat(channels.findValuesAsText("address"))
        .containsExactly(
            "heard.tickets",
            "heard.customers",
            "heard.directory",
            "heard.alerts",
            "heard.heartbeats",
            "heard.journal");
    assertThat(channels.findValuesAsText("$ref"))
        .filteredOn(reference -> reference.startsWith("#/components/messages/"))
        .hasSameSizeAs(types())
        .doesNotHaveDuplicates()
        .allSatisfy(
            reference -> assertThat(api.at(reference.substring(1)).isMissingNode()).isFalse());
  }

  private static List<String> filesEndingIn(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(EVENTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .sorted()
          .toList();
    }
  }
}
