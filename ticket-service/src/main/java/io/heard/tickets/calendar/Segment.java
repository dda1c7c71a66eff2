package io.heard.tickets.calendar;

import java.time.Instant;

/**
 * A stretch of time between the start of a clock and the end of its explanation.
 *
 * @param from its first instant
 * @param to the first instant after it; {@code null} only for a pause that still lasts
 * @param counted whether it used up the target
 * @param why the reason, in English, for people
 */
public record Segment(Instant from, Instant to, boolean counted, String why) {}
