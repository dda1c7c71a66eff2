package io.heard.tickets.calendar;

import io.heard.kit.problem.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with something that was sent; of a hopeless one the first hundred faults.
 */
public final class Faults {
  private static final int MOST = 100;

  private final List<FieldError> found = new ArrayList<>();

  /** Adds a fault: where (JSON Pointer), what for programs, what for people. */
  public void add(String pointer, String code, String message) {
    if (found.size() < MOST) {
      found.add(new FieldError(pointer, code, message));
    }
  }

  /** Adds the faults of a part that stands at {@code prefix}. */
  public void addAll(String prefix, List<FieldError> part) {
    part.forEach(fault -> add(prefix + fault.pointer(), fault.code(), fault.message()));
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order in which they were found. */
  public List<FieldError> list() {
    return List.copyOf(found);
  }
}
