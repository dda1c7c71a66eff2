package io.heard.kit.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.Set;

/**
 * Takes personal data out of JSON. Everything else, and with it the shape that readers expect,
 * stays. A field is named as {@code name}, at whatever depth, or as {@code parent/name}; what is
 * said of it holds for all beneath it. Lists become empty, numbers and booleans null.
 *
 * @param texts fields whose texts become {@link #ERASED}
 * @param optional fields whose texts become null
 * @param values texts that become {@link #ERASED} wherever they stand
 */
public record Redaction(Set<String> texts, Set<String> optional, Set<String> values) {

  /** Stands where a text stood. */
  public static final String ERASED = "[erased]";

  /** What to do with what is beneath a field. */
  private enum Treatment {
    KEEP,
    ERASE,
    DROP
  }

  public Redaction {
    texts = Set.copyOf(texts);
    optional = Set.copyOf(optional);
    values = Set.copyOf(values);
  }

  /** Everything beneath these fields. */
  public static Redaction ofFields(String... fields) {
    return new Redaction(Set.of(fields), Set.of(), Set.of());
  }

  /** Only these texts. */
  public static Redaction ofValues(Collection<String> values) {
    return new Redaction(Set.of(), Set.of(), Set.copyOf(values));
  }

  /** A copy without the personal data. */
  public JsonNode apply(JsonNode data) {
    return walk(data.deepCopy(), "", Treatment.KEEP);
  }

  private JsonNode walk(JsonNode node, String name, Treatment treatment) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field ->
                  field.setValue(
                      walk(
                          field.getValue(),
                          field.getKey(),
                          treatment == Treatment.KEEP ? of(name, field.getKey()) : treatment)));
      return object;
    }
    if (node instanceof ArrayNode array) {
      if (treatment != Treatment.KEEP) {
        return array.removeAll();
      }
      for (int i = 0; i < array.size(); i++) {
        array.set(i, walk(array.get(i), name, treatment));
      }
      return array;
    }
    return leaf(node, treatment);
  }

  private Treatment of(String parent, String name) {
    String path = parent + "/" + name;
    if (optional.contains(name) || optional.contains(path)) {
      return Treatment.DROP;
    }
    return texts.contains(name) || texts.contains(path) ? Treatment.ERASE : Treatment.KEEP;
  }

  private JsonNode leaf(JsonNode node, Treatment treatment) {
    boolean known = node.isTextual() && values.contains(node.textValue());
    if (node.isNull() || (treatment == Treatment.KEEP && !known)) {
      return node;
    }
    return treatment == Treatment.DROP || !node.isTextual()
        ? NullNode.getInstance()
        : TextNode.valueOf(ERASED);
  }
}
