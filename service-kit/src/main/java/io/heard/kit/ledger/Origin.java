package io.heard.kit.ledger;

/**
 * Who or what caused a change.
 *
 * @param actor a person or client, or {@code system:<name>} for the service itself
 * @param requestId {@code X-Request-Id} of the request, null when there was none
 * @param traceParent W3C trace context, null when not traced
 */
public record Origin(String actor, String requestId, String traceParent) {}
