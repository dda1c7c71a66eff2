package io.heard.notifications.schedules;

/** A schedule or its overrides are being changed: fired inside the transaction that does it. */
public record ScheduleChanged() {}
