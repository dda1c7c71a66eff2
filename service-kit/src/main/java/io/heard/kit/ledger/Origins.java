package io.heard.kit.ledger;

import io.heard.kit.http.RequestId;
import io.heard.kit.security.Callers;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Makes the {@link Origin} of a change out of the request being served, or names the service
 * itself.
 */
@ApplicationScoped
public class Origins {

  @Inject Callers callers;

  /** The caller of the request being served. */
  public Origin caller() {
    return new Origin(callers.current().name(), RequestId.current(), traceParent());
  }

  /** A part of the service that acts by itself, such as {@code sweep}. */
  public Origin system(String part) {
    return new Origin("system:" + part, RequestId.current(), traceParent());
  }

  private static String traceParent() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid()
        ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex()
        : null;
  }
}
