package io.heard.testkit.paths;

import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows plain paths, names and indices such as {@code items[0].ticket.id}, by itself. REST
 * Assured compiles a Groovy script for each path it is asked for, some 10 ms of a processor each;
 * in a profile that was a fifth of what tests of a service took. Everything else it is left to do.
 */
final class QuickJsonPath extends JsonPath {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z]\\w*(\\[\\d+])*(\\.[A-Za-z]\\w*(\\[\\d+])*)*");
  private static final Pattern STEP = Pattern.compile("([A-Za-z]\\w*)|\\[(\\d+)]");

  private final Object root;

  QuickJsonPath(String json) {
    super(json);
    root = super.get("$");
  }

  @Override
  @SuppressWarnings("unchecked") // the caller says what it expects, as with REST Assured
  public <T> T get(String path) {
    Optional<Found> found = find(path);
    return found.isPresent() ? (T) found.get().value() : super.get(path);
  }

  /**
   * @param value null when there is none
   */
  record Found(Object value) {}

  /**
   * What a plain path leads to; empty when the path is another or leads through what has no parts.
   */
  Optional<Found> find(String path) {
    if (!PLAIN.matcher(path).matches()) {
      return Optional.empty();
    }
    Object at = root;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      if (step.group(1) == null ? !(at instanceof List) : !hasNames(at)) {
        return Optional.empty();
      }
      at =
          step.group(1) == null
              ? item((List<?>) at, Integer.parseInt(step.group(2)))
              : named(at, step.group(1));
    }
    return Optional.of(new Found(at));
  }

  private static Object item(List<?> list, int index) {
    return index < list.size() ? list.get(index) : null;
  }

  /** A list has the names of its items, those that are null left out. */
  private static boolean hasNames(Object one) {
    return one instanceof Map
        || (one instanceof List<?> list
            && list.stream().allMatch(item -> item == null || hasNames(item)));
  }

  private static Object named(Object one, String name) {
    if (one instanceof Map<?, ?> map) {
      return map.get(name);
    }
    List<Object> values = new ArrayList<>();
    for (Object item : (List<?>) one) {
      if (item != null) {
        values.add(named(item, name));
      }
    }
    return values;
  }
}
