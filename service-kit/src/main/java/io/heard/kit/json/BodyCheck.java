package io.heard.kit.json;

import io.heard.kit.problem.FieldError;
import java.util.List;

/**
 * Tells what is wrong with a body by what the service knows beyond it, such as definitions that
 * change. Asked only about bodies that are refused anyway, so that the refusal names everything at
 * once; a body that is right as such may be a repetition of one that was taken long ago, and is
 * judged by whoever takes it.
 */
public interface BodyCheck<T> {

  /** Of which bodies it knows something. */
  Class<T> type();

  /** What is wrong, with pointers from the body's root; a body may lack what is required. */
  List<FieldError> mistakes(T body);
}
