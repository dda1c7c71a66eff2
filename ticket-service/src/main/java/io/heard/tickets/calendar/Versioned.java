package io.heard.tickets.calendar;

import java.time.Instant;
import java.util.UUID;

/**
 * One version of something that is configured.
 *
 * @param id stays the same over all versions
 * @param version from 1, contiguous
 * @param builtIn whether it came with Heard
 * @param definition as it was sent, defaults filled in
 * @param changedAt when this version was made
 * @param changedBy by whom
 */
public record Versioned<D>(
    UUID id, int version, boolean builtIn, D definition, Instant changedAt, String changedBy) {}
