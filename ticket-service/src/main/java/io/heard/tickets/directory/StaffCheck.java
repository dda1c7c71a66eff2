package io.heard.tickets.directory;

import io.heard.kit.json.BodyCheck;
import io.heard.kit.problem.FieldError;
import io.heard.tickets.directory.DirectoryApi.StaffSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.List;

/** Where somebody works. */
@ApplicationScoped
class StaffCheck implements BodyCheck<StaffSettings> {

  @Override
  public Class<StaffSettings> type() {
    return StaffSettings.class;
  }

  @Override
  public List<FieldError> mistakes(StaffSettings settings) {
    String zone = settings.timeZone();
    return zone == null || ZoneId.getAvailableZoneIds().contains(zone)
        ? List.of()
        : List.of(
            new FieldError(
                "/timeZone",
                "unknown-time-zone",
                "must be an IANA time zone such as Asia/Shanghai"));
  }
}
