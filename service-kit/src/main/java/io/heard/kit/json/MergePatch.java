package io.heard.kit.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7396. */
public final class MergePatch {

  /** The target with the patch applied; the target itself is not touched. */
  public static ObjectNode apply(JsonNode target, ObjectNode patch) {
    ObjectNode result =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                result.remove(field.getKey());
              } else if (field.getValue() instanceof ObjectNode inner) {
                result.set(field.getKey(), apply(result.get(field.getKey()), inner));
              } else {
                result.set(field.getKey(), field.getValue());
              }
            });
    return result;
  }

  private MergePatch() {}
}
