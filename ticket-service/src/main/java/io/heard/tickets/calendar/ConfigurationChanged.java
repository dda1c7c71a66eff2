package io.heard.tickets.calendar;

/** Calendars or policies are being changed: fired inside the transaction that does it. */
public record ConfigurationChanged() {}
