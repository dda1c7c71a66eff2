package io.heard.tickets.inbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.json.UnicodeText;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The fields of a form by name, members of objects by dots. What a database cannot keep, NUL
 * characters and halves of surrogate pairs (an emoji cut in two), is U+FFFD: a form that has some
 * is a demand all the same.
 */
final class FormFields {

  private static final Logger LOG = Logger.getLogger(FormFields.class);
  private static final int MAX_DEPTH = 20;

  private final Map<String, String> fields = new LinkedHashMap<>();

  private FormFields() {}

  static boolean isJson(String contentType) {
    return contentType != null
        && contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  /** Empty when it cannot be read. */
  static Optional<Map<String, String>> read(String contentType, byte[] body, ObjectMapper json) {
    FormFields form = new FormFields();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (isJson(contentType)) {
        JsonNode root = json.readTree(text);
        if (root == null || !root.isObject()) {
          return Optional.empty();
        }
        form.flatten("", root, 0);
      } else {
        form.split(text);
      }
    } catch (CharacterCodingException | JsonProcessingException | IllegalArgumentException e) {
      LOG.debugf("A form cannot be read: %s", e.toString());
      return Optional.empty();
    }
    return Optional.of(form.fields);
  }

  private void split(String text) {
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      put(
          decode(equals < 0 ? pair : pair.substring(0, equals)),
          decode(equals < 0 ? "" : pair.substring(equals + 1)));
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private void flatten(String path, JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested too deeply");
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        String name = member.getKey();
        flatten(path.isEmpty() ? name : path + "." + name, member.getValue(), depth + 1);
      }
    } else if (node.isArray()) {
      for (JsonNode one : node) {
        flatten(path, one, depth + 1);
      }
    } else if (!node.isNull()) {
      put(path, node.asText());
    }
  }

  /** What comes several times, like ticked boxes, stands together. */
  private void put(String name, String value) {
    fields.merge(storable(name), storable(value), (one, other) -> one + ", " + other);
  }

  private static String storable(String text) {
    return UnicodeText.repaired(text).replace('\0', '\uFFFD');
  }
}
