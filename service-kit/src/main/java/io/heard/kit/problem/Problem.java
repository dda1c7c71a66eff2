package io.heard.kit.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client is told when a request is refused: problem details after RFC 9457, media type
 * {@code application/problem+json}. Thrown anywhere below a resource; throwing it rolls the
 * transaction back, so a refused request has changed nothing.
 */
public class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String title;
  private final transient List<FieldError> errors;
  private final transient Map<String, Object> extensions = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * A refusal.
   *
   * @param code last part of the problem type {@code urn:heard:problem:<code>}; stable, for
   *     programs
   * @param title short and the same for every occurrence of the type
   * @param detail what went wrong this time and, where that can be said, what to do about it
   */
  public Problem(int status, String code, String title, String detail) {
    this(status, code, title, detail, List.of());
  }

  private Problem(int status, String code, String title, String detail, List<FieldError> errors) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.errors = List.copyOf(errors);
  }

  /** 400: the request is malformed or a field of it is; {@code errors} names every one of them. */
  public static Problem invalid(List<FieldError> errors) {
    String fields = errors.size() == 1 ? "One field is" : errors.size() + " fields are";
    return new Problem(
        400,
        "invalid-request",
        "The request is not valid",
        fields + " not acceptable; nothing was changed.",
        errors);
  }

  /** 400 with a single offending field. */
  public static Problem invalid(FieldError error) {
    return invalid(List.of(error));
  }

  /** 404: there is no such thing, or the caller may not know of it. */
  public static Problem notFound(String what) {
    return new Problem(404, "not-found", "Not found", what + " was not found.");
  }

  /** 409: the request is well-formed, but the present state does not allow it. */
  public static Problem conflict(String code, String detail) {
    return new Problem(409, code, "Not possible in the present state", detail);
  }

  /** Adds an extension member (RFC 9457 §3.2). */
  public Problem with(String name, Object value) {
    extensions.put(name, value);
    return this;
  }

  /** Adds a response header, such as {@code Retry-After}. */
  public Problem header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public List<FieldError> errors() {
    return errors;
  }

  /** Response headers that belong to it. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * What goes over the wire.
   *
   * @param instance path of the refused request
   */
  public Body body(String instance) {
    return new Body(
        "urn:heard:problem:" + code, title, status, getMessage(), instance, errors, extensions);
  }

  /** The members that go over the wire. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonPropertyOrder({"type", "title", "status", "detail", "instance", "errors"})
  public record Body(
      String type,
      String title,
      int status,
      String detail,
      String instance,
      List<FieldError> errors,
      @JsonAnyGetter Map<String, Object> extensions) {}
}
