package io.heard.kit.problem;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Gathers what is wrong with the parts of a query, so that all of it is refused at once. */
public final class Mistakes {

  private final List<FieldError> errors = new ArrayList<>();

  /** What is read; null when it is refused, which is noted. */
  public <T> T in(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (Problem refused) {
      if (refused.errors().isEmpty()) {
        throw refused;
      }
      errors.addAll(refused.errors());
      return null;
    }
  }

  /**
   * Notes parameters that have another name than these, a filter misspelt would be none, those that
   * are given more than once, and those that hold a NUL character.
   *
   * @param several those of the names that may be given more than once
   */
  public Mistakes unknown(
      MultivaluedMap<String, String> query, Set<String> names, String... several) {
    for (String name : new TreeSet<>(query.keySet())) {
      if (!names.contains(name)) {
        errors.add(
            FieldError.query(
                printable(name),
                "unknown-parameter",
                names.isEmpty()
                    ? "is not known; there are none here"
                    : "is not known; known are " + String.join(", ", new TreeSet<>(names))));
      }
    }
    Set<String> single = new TreeSet<>(names);
    List.of(several).forEach(single::remove);
    return repeated(query, single).nul(query);
  }

  /** Notes which of these parameters are given more than once: only one of them could count. */
  public Mistakes repeated(MultivaluedMap<String, String> query, Set<String> single) {
    for (String name : new TreeSet<>(single)) {
      if (query.getOrDefault(name, List.of()).size() > 1) {
        errors.add(FieldError.query(name, "repeated", "must be given once"));
      }
    }
    return this;
  }

  /** Notes parameters that hold a NUL character, which PostgreSQL cannot take. */
  public Mistakes nul(MultivaluedMap<String, String> query) {
    for (String name : new TreeSet<>(query.keySet())) {
      boolean found = holdsNul(name) || query.get(name).stream().anyMatch(Mistakes::holdsNul);
      if (found) {
        errors.add(FieldError.query(printable(name), "nul", "must not contain the NUL character"));
      }
    }
    return this;
  }

  private static boolean holdsNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  private static String printable(String name) {
    return name.replace("\0", "\\u0000");
  }

  /** To note one directly. */
  public List<FieldError> errors() {
    return errors;
  }

  /** 400 naming all that was noted, each part once, if anything was. */
  public void refuse() {
    if (!errors.isEmpty()) {
      Map<String, FieldError> byPointer = new LinkedHashMap<>();
      errors.forEach(error -> byPointer.putIfAbsent(error.pointer(), error));
      throw Problem.invalid(List.copyOf(byPointer.values()));
    }
  }
}
