package io.heard.tickets.inbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.json.UnicodeText;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** The fields of a form by name, members of objects by dots. */
final class FormFields {

  private static final Logger LOG = Logger.getLogger(FormFields.class);
  private static final int MAX_DEPTH = 20;

  /** What would be half a surrogate pair, if UTF-8 had any (RFC 3629, section 3). */
  private static final Pattern ENCODED_HALF = Pattern.compile("(?i)%ED%[AB][0-9A-F]");

  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<FieldError> mistakes = new ArrayList<>();

  private FormFields() {}

  static boolean isJson(String contentType) {
    return contentType != null
        && contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  /**
   * The fields; empty when it cannot be read, 400 naming those that hold half a surrogate pair: the
   * database would keep a question mark instead.
   */
  static Optional<Map<String, String>> read(String contentType, byte[] body, ObjectMapper json) {
    FormFields form = new FormFields();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (isJson(contentType)) {
        JsonNode root = json.readTree(text);
        if (root == null || !root.isObject()) {
          return Optional.empty();
        }
        form.flatten("", "", root, 0);
      } else {
        form.split(text);
      }
    } catch (CharacterCodingException | JsonProcessingException | IllegalArgumentException e) {
      LOG.debugf("A form cannot be read: %s", e.toString());
      return Optional.empty();
    }
    if (!form.mistakes.isEmpty()) {
      throw Problem.invalid(form.mistakes.stream().distinct().toList());
    }
    return Optional.of(form.fields);
  }

  private void split(String text) {
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      put(name, "/" + escaped(name), value, !ENCODED_HALF.matcher(pair).find());
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private void flatten(String path, String pointer, JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested too deeply");
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        String name = member.getKey();
        flatten(
            path.isEmpty() ? name : path + "." + name,
            pointer + "/" + escaped(name),
            member.getValue(),
            depth + 1);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path, pointer + "/" + i, node.get(i), depth + 1);
      }
    } else if (!node.isNull()) {
      String value = node.asText();
      put(path, pointer, value, UnicodeText.isWhole(path) && UnicodeText.isWhole(value));
    }
  }

  /** A name within a JSON Pointer (RFC 6901), its lone surrogates replaced. */
  private static String escaped(String name) {
    return UnicodeText.repaired(name).replace("~", "~0").replace("/", "~1").replace("\0", "\uFFFD");
  }

  /** What comes several times, like ticked boxes, stands together. */
  private void put(String name, String pointer, String value, boolean whole) {
    if (!whole) {
      mistakes.add(
          new FieldError(
              pointer, "unstorable-character", "must not contain half a surrogate pair"));
    }
    fields.merge(
        name.replace("\0", "\uFFFD"),
        value.replace("\0", "\uFFFD"),
        (one, other) -> one + ", " + other);
  }
}
