package io.heard.kit.problem;

/** What is behind a failure: libraries tend to say only that something failed. */
public final class Causes {

  private Causes() {}

  /** The first cause of all. */
  public static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** The failure in a line, and the first of its causes if it has any. */
  public static String line(Throwable failure) {
    Throwable root = root(failure);
    return root == failure ? failure.toString() : failure + ", caused by " + root;
  }
}
