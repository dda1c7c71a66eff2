package io.heard.local.demo;

import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** A JSON value as it came, read by dotted paths; null where there is nothing. */
record Json(Object value) {

  /**
   * @throws BrokenProof if it is not a JSON object
   */
  static Json parse(String text) {
    try {
      return new Json(JsonUtil.parseJson(text));
    } catch (JoseException e) {
      throw new BrokenProof("Not a JSON object: " + text);
    }
  }

  /** An object from names and values in turn, in that order. */
  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  static String write(Map<String, Object> object) {
    return JsonUtil.toJson(object);
  }

  Json at(String path) {
    Object found = value;
    for (String name : path.split("\\.")) {
      found = found instanceof Map<?, ?> object ? object.get(name) : null;
    }
    return new Json(found);
  }

  /** The names of an object's fields, none if it is not one. */
  List<String> names() {
    return value instanceof Map<?, ?> object
        ? object.keySet().stream().map(Object::toString).toList()
        : List.of();
  }

  /** The elements of an array, none if it is not one. */
  List<Json> items() {
    return value instanceof List<?> list ? list.stream().map(Json::new).toList() : List.of();
  }

  /** The last element of an array of objects whose field has this value. */
  Json where(String field, String expected) {
    return items().stream()
        .filter(item -> expected.equals(item.text(field)))
        .reduce((first, second) -> second)
        .orElse(new Json(null));
  }

  /** The first element of an array; there must be one. */
  Json first() {
    return items().stream()
        .findFirst()
        .orElseThrow(() -> new BrokenProof("There is nothing in " + value));
  }

  String text(String path) {
    return at(path).text();
  }

  String text() {
    return value == null ? null : value.toString();
  }

  Instant instant(String path) {
    try {
      return Instant.parse(String.valueOf(text(path)));
    } catch (DateTimeParseException e) {
      throw new BrokenProof("There is no time " + path + " in " + value);
    }
  }

  URI uri(String path) {
    if (text(path) == null) {
      throw new BrokenProof("There is no address " + path + " in " + value);
    }
    return URI.create(text(path));
  }

  long number(String path) {
    if (at(path).value() instanceof Number number) {
      return number.longValue();
    }
    throw new BrokenProof("There is no number " + path + " in " + value);
  }
}
