package io.heard.kit.problem;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
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

  /** Notes parameters that have another name than these: a filter misspelt would be none. */
  public Mistakes unknown(MultivaluedMap<String, String> query, Set<String> names) {
    for (String name : new TreeSet<>(query.keySet())) {
      if (!names.contains(name)) {
        errors.add(
            FieldError.query(
                name,
                "unknown-parameter",
                "is not known; known are " + String.join(", ", new TreeSet<>(names))));
      }
    }
    return this;
  }

  /** To note one directly. */
  public List<FieldError> errors() {
    return errors;
  }

  /** 400 naming all that was noted, if anything was. */
  public void refuse() {
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }
}
