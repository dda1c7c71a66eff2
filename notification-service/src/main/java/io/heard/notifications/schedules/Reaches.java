package io.heard.notifications.schedules;

import io.heard.notifications.directory.Directory;
import io.heard.notifications.directory.StaffMember;
import io.heard.notifications.schedules.ScheduleApi.Reach;
import java.util.Collection;
import java.util.Map;

/** Whether messages would reach people, as the directory knew them when it was asked. */
record Reaches(Map<String, StaffMember> known) {

  static Reaches of(Directory directory, Collection<String> usernames) {
    return new Reaches(directory.people(usernames));
  }

  /** Null for nobody. */
  Reach of(String username) {
    if (username == null) {
      return null;
    }
    StaffMember member = known.get(username);
    if (member == null) {
      return Reach.UNKNOWN;
    }
    return member.email() == null || member.email().isBlank() ? Reach.NO_ADDRESS : Reach.REACHABLE;
  }

  /** The mail address of somebody reachable. */
  String address(String username) {
    return known.get(username).email();
  }
}
