package io.heard.local;

/**
 * Something the person at the terminal has to know and can act upon. Its message is printed as it
 * is, without a stack trace, and the command ends with exit code 1.
 */
public final class Complaint extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Complaint(String message) {
    super(message);
  }

  public Complaint(String message, Throwable cause) {
    super(message, cause);
  }
}
