package io.heard.notifications.schedules;

import java.util.List;
import java.util.UUID;

/** Knows what would not find anybody without a schedule. */
public interface ScheduleUse {

  /** An escalation policy that names a schedule. */
  record Policy(UUID id, String name) {}

  /** The policies in force that name the schedule. */
  List<Policy> of(String schedule);
}
