package io.heard.tickets.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.time.Rounds;
import io.heard.tickets.calendar.CalendarApi;
import io.heard.tickets.calendar.Calendars;
import io.heard.tickets.calendar.ConfigurationChanged;
import io.heard.tickets.calendar.WorkCalendar;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Says which terms a ticket's clocks run by. All policies in force are kept in memory, so that
 * logging a demand asks no database for them. What this replica changes is in force when the change
 * is answered; what another one changes, within two seconds.
 */
@ApplicationScoped
public class SlaPolicies {
  private static final Logger LOG = Logger.getLogger(SlaPolicies.class);

  /** One statement sees one moment: policies and calendars always fit together. */
  private static final String IN_FORCE =
      "SELECT r.revision, p.id, p.version, p.definition, c.id AS calendar_id, c.version AS calendar_version,"
          + " c.definition AS hours FROM sla_revision r, sla_policy p JOIN calendar c ON c.name = p.calendar"
          + " WHERE (p.definition -> 'active')::boolean ORDER BY p.ordering, p.id";

  private static final String BY_VERSION =
      "SELECT p.id, p.version, p.definition, c.id AS calendar_id, c.version AS calendar_version,"
          + " c.definition AS hours FROM sla_policy_version p JOIN calendar h ON h.name = p.definition ->> 'calendar'"
          + " JOIN calendar_version c ON c.id = h.id AND c.version = ? WHERE p.id = ? AND p.version = ?";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;

  private volatile PolicyBook book = PolicyBook.EMPTY;
  private volatile boolean failing;

  /** Versions never change, so they are never outdated either. */
  private final Map<Version, SlaTerms> versions = new ConcurrentHashMap<>();

  private record Version(UUID policyId, int policyVersion, int calendarVersion) {}

  private record CalendarVersion(UUID id, int version) {}

  /** The terms for a ticket: for each kind of clock the first matching policy with a target. */
  public SlaTerms match(Facts facts) {
    return book.match(facts);
  }

  /**
   * The terms a clock was started with, whatever has been configured since. Reads the database only
   * for versions that this replica has not met yet.
   *
   * @throws IllegalArgumentException if there never was such a version, or it had no target for
   *     this kind
   */
  public ClockTerms byVersion(
      UUID policyId, int policyVersion, int calendarVersion, ClockKind kind) {
    Version version = new Version(policyId, policyVersion, calendarVersion);
    SlaTerms known = versions.get(version);
    if (known == null) {
      known = load(version);
      versions.put(version, known);
    }
    return known.of(kind);
  }

  /** Makes sure that every change up to this one is in force in this replica. */
  public void atLeast(long revision) {
    if (book.revision() < revision) {
      refresh();
    }
  }

  void load(@Observes @Priority(1) StartupEvent start) {
    refresh();
  }

  /** Own changes: in force as soon as they are committed. */
  void load(@Observes(during = TransactionPhase.AFTER_SUCCESS) ConfigurationChanged change) {
    refresh();
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.sla.refresh", defaultValue = "1s") Duration every) {
    rounds.every(every, "sla-policies", this::poll);
  }

  /** Changes of other replicas; while the database is away, what is known stays in force. */
  void poll() {
    try {
      if (revision() != book.revision()) {
        refresh();
      }
      failing = false;
    } catch (IllegalStateException e) {
      if (!failing) {
        LOG.warnf(
            e,
            "SLA policies cannot be refreshed; those of revision %d stay in force",
            book.revision());
      }
      failing = true;
    }
  }

  /** The number of the last committed change of a policy or calendar. */
  public long revision() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT revision FROM sla_revision");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void refresh() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(IN_FORCE);
        ResultSet row = select.executeQuery()) {
      long revision = 0;
      List<PolicyBook.Entry> entries = new ArrayList<>();
      Map<CalendarVersion, WorkCalendar> calendars = new HashMap<>();
      while (row.next()) {
        revision = row.getLong("revision");
        PolicyBook.Entry entry = entry(row, calendars);
        entries.add(entry);
        versions.putIfAbsent(
            new Version(
                row.getObject("id", UUID.class),
                row.getInt("version"),
                row.getInt("calendar_version")),
            entry.terms());
      }
      book = new PolicyBook(revision, List.copyOf(entries));
      LOG.infof("%d SLA policies in force, revision %d", entries.size(), revision);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private SlaTerms load(Version version) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(BY_VERSION)) {
      select.setInt(1, version.calendarVersion());
      select.setObject(2, version.policyId());
      select.setInt(3, version.policyVersion());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalArgumentException("There is no " + version);
        }
        return entry(row, new HashMap<>()).terms();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private PolicyBook.Entry entry(ResultSet row, Map<CalendarVersion, WorkCalendar> calendars)
      throws SQLException {
    CalendarVersion calendar =
        new CalendarVersion(
            row.getObject("calendar_id", UUID.class), row.getInt("calendar_version"));
    try {
      if (!calendars.containsKey(calendar)) {
        calendars.put(
            calendar,
            Calendars.workCalendar(
                json.readValue(row.getString("hours"), CalendarApi.Definition.class)));
      }
      return PolicyBook.Entry.of(
          row.getObject("id", UUID.class),
          row.getInt("version"),
          json.readValue(row.getString("definition"), PolicyApi.Definition.class),
          calendar.version(),
          calendars.get(calendar));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
