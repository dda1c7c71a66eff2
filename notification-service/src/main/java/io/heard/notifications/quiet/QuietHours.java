package io.heard.notifications.quiet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.http.ETags;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.notifications.background.TransactionMemory;
import io.heard.notifications.background.TransactionMemory.Key;
import io.heard.notifications.directory.Directory;
import io.heard.notifications.quiet.QuietHoursApi.Body;
import io.heard.notifications.quiet.QuietHoursApi.View;
import io.heard.notifications.quiet.QuietHoursApi.Window;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** When people are not to be disturbed by what can wait. */
@ApplicationScoped
public class QuietHours {

  /** A long weekend. Longer is absence, and absence needs somebody in place. */
  private static final Duration LONGEST = Duration.ofHours(96);

  @Inject DataSource dataSource;
  @Inject Directory directory;
  @Inject ObjectMapper json;
  @Inject TransactionMemory memory;
  @Inject Clock clock;

  /**
   * Until when whoever reads this address is not to be disturbed, null when they may be.
   *
   * @param address mail address of a member of staff; any other is never quiet
   */
  @Transactional
  public Instant until(String address, Instant now) {
    return directory
        .username(address)
        .flatMap(name -> memory.recall(new Key<>("quiet hours", name), () -> current(name)))
        .map(View::quietUntil)
        .filter(now::isBefore)
        .orElse(null);
  }

  Optional<View> current(String username) {
    return select("WHERE current AND username = ?", username).stream().findFirst();
  }

  /** Every version, newest first. */
  List<View> versions(String username) {
    return select("WHERE username = ? ORDER BY version DESC", username);
  }

  /** Makes a version the current one. */
  @Transactional
  View put(String username, String ifMatch, Body body, String by) {
    check(body);
    Optional<View> present =
        select("WHERE current AND username = ? FOR UPDATE", username).stream().findFirst();
    int version = present.map(View::version).orElse(0);
    ETags.requireMatch(ifMatch, version);
    if (!store(username, version + 1, body, by, clock.instant())) {
      throw Problem.conflict("changed-meanwhile", "Somebody else has set them at the same moment.");
    }
    return current(username).orElseThrow();
  }

  private static void check(Body body) {
    List<FieldError> errors = new ArrayList<>();
    ZoneId zone = null;
    try {
      zone = ZoneId.of(body.timeZone());
    } catch (DateTimeException e) {
      errors.add(
          new FieldError("/timeZone", "unknown", "must be an IANA time zone, such as Asia/Tokyo"));
    }
    for (int i = 0; i < body.windows().size(); i++) {
      Window window = body.windows().get(i);
      String pointer = "/windows/" + i;
      if (window.from().equals(window.to())) {
        errors.add(
            new FieldError(
                pointer + "/to", "empty", "must differ from `from`; a day is 00:00-24:00"));
      } else if (window.from().equals("24:00")) {
        errors.add(new FieldError(pointer + "/from", "out-of-range", "must be before 24:00"));
      }
    }
    if (errors.isEmpty()
        && new WeeklyQuiet(zone, body.windows()).longest().compareTo(LONGEST) > 0) {
      errors.add(
          new FieldError(
              "/windows",
              "too-long",
              "must leave a break within 96 hours; somebody who is away needs a stand-in, not quiet"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  private boolean store(String username, int version, Body body, String by, Instant at) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement retire =
            connection.prepareStatement(
                "UPDATE quiet_hours SET current = false WHERE username = ? AND current");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO quiet_hours (username, version, current, definition, changed_by, changed_at)"
                    + " VALUES (?, ?, true, ?, ?, ?) ON CONFLICT DO NOTHING")) {
      retire.setString(1, username);
      retire.executeUpdate();
      insert.setString(1, username);
      insert.setInt(2, version);
      insert.setString(3, json.writeValueAsString(body));
      insert.setString(4, by);
      insert.setTimestamp(5, Timestamp.from(at));
      return insert.executeUpdate() == 1;
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<View> select(String rest, String username) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM quiet_hours " + rest)) {
      select.setString(1, username);
      List<View> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Body body = json.readValue(row.getString("definition"), Body.class);
          found.add(
              new View(
                  row.getString("username"),
                  row.getInt("version"),
                  body.timeZone(),
                  body.windows(),
                  row.getBoolean("current") ? until(body) : null,
                  row.getString("changed_by"),
                  row.getTimestamp("changed_at").toInstant()));
        }
      }
      return found;
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Instant until(Body body) {
    return new WeeklyQuiet(ZoneId.of(body.timeZone()), body.windows()).until(clock.instant());
  }
}
