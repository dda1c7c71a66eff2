package io.heard.tickets.calendar;

/**
 * One fault in what a caller sent.
 *
 * @param pointer where, as a JSON Pointer (RFC 6901) into the object that was read
 * @param code what, for programs: upper snake case
 * @param message what and what would be right, for people
 */
public record Violation(String pointer, String code, String message) {}
