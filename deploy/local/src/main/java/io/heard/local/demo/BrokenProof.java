package io.heard.local.demo;

/** The system did not do what the story says it does. Ends the story, not the demo. */
final class BrokenProof extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenProof(String message) {
    super(message);
  }
}
