package io.heard.kit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedactionTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text.replace('\'', '"'));
  }

  @Test
  void beneathItsFields_textsGoAndTheShapeStays() throws JsonProcessingException {
    JsonNode data =
        json(
            "{'id': 'x', 'name': 'Chen', 'phones': ['1', '2'], 'change': {'name': {'from': 'A', 'to': null, 'n': 7}},"
                + " 'list': [{'name': 'B', 'kept': true}]}");
    assertThat(Redaction.ofFields("name", "phones").apply(data))
        .isEqualTo(
            json(
                "{'id': 'x', 'name': '[erased]', 'phones': [], 'change': {'name': {'from': '[erased]', 'to': null, 'n': null}},"
                    + " 'list': [{'name': '[erased]', 'kept': true}]}"));
    assertThat(data.get("name").asText()).as("the original is not touched").isEqualTo("Chen");
  }

  @Test
  void itsValues_whereverTheyStand() throws JsonProcessingException {
    assertThat(
            Redaction.ofValues(List.of("1"))
                .apply(json("{'a': ['1', '2'], 'b': {'c': '1', 'd': 1}}")))
        .isEqualTo(json("{'a': ['[erased]', '2'], 'b': {'c': '[erased]', 'd': 1}}"));
  }

  @Test
  void optionalOnes_becomeNull_alsoByTheirParent() throws JsonProcessingException {
    assertThat(
            new Redaction(Set.of(), Set.of("contact", "customer/name"), Set.of())
                .apply(
                    json(
                        "{'contact': {'phone': '1'}, 'customer': {'id': 'x', 'name': 'Chen'}, 'policy': {'name': 'gold'}}")))
        .isEqualTo(
            json(
                "{'contact': {'phone': null}, 'customer': {'id': 'x', 'name': null}, 'policy': {'name': 'gold'}}"));
  }
}
