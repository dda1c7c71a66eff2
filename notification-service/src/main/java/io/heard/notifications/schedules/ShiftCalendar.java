package io.heard.notifications.schedules;

import io.heard.notifications.schedules.rota.Duty;
import io.heard.notifications.schedules.rota.Interval;
import io.heard.notifications.schedules.rota.Shift;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.parameter.Value;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.LastModified;
import net.fortuna.ical4j.model.property.Name;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RefreshInterval;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableTransp;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/**
 * Writes the shifts of a schedule as a calendar (RFC 5545, with the name and refresh interval of
 * RFC 7986). The same state makes the same bytes all day long.
 */
@ApplicationScoped
class ShiftCalendar {

  private static final Duration BACK = Duration.ofDays(30);
  private static final Duration AHEAD = Duration.ofDays(92);
  private static final Duration REFRESH = Duration.ofHours(1);

  @Inject Schedules schedules;
  @Inject OnCall onCall;
  @Inject Clock clock;

  /**
   * The calendar from 30 days ago to 92 days ahead.
   *
   * @param person whose shifts, null for everybody's
   */
  @Transactional
  String write(String nameOrId, String person) {
    Schedule schedule = schedules.get(nameOrId);
    Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
    String title = "On call: " + schedule.name() + (person == null ? "" : " (" + person + ")");
    Calendar calendar = new Calendar();
    calendar.add(new ProdId("-//Heard//On call//EN"));
    calendar.add(ImmutableVersion.VERSION_2_0);
    calendar.add(ImmutableCalScale.GREGORIAN);
    calendar.add(new Name(title));
    calendar.add(new XProperty("X-WR-CALNAME", title));
    calendar.add(new RefreshInterval(new ParameterList(List.of(Value.DURATION)), REFRESH));
    calendar.add(new XProperty("X-PUBLISHED-TTL", REFRESH.toString()));
    Names names = new Names(schedule.id(), zone(schedule), new HashMap<>());
    for (Shift shift :
        onCall.wholeShifts(schedule, new Interval(today.minus(BACK), today.plus(AHEAD)))) {
      // named before it is left out, so that everybody's feed and one person's agree
      String uid = names.of(shift);
      if (person == null || person.equals(shift.person())) {
        calendar.add(event(schedule, shift, uid));
      }
    }
    return text(calendar);
  }

  private ZoneId zone(Schedule schedule) {
    return ZoneId.of(schedules.body(schedules.current(schedule)).timeZone());
  }

  private static VEvent event(Schedule schedule, Shift shift, String uid) {
    VEvent event = new VEvent(false);
    event.add(new Uid(uid));
    event.add(new DtStamp(schedule.changedAt()));
    event.add(new LastModified(schedule.changedAt()));
    event.add(new Sequence(schedule.revision()));
    event.add(new DtStart<>(shift.from()));
    event.add(new DtEnd<>(shift.until()));
    event.add(new Summary("On call: " + schedule.name() + " (" + shift.person() + ")"));
    event.add(new Description(shift.duty() instanceof Duty.Turn turn ? turn.layer() : "Override"));
    event.add(ImmutableTransp.TRANSPARENT);
    return event;
  }

  private static String text(Calendar calendar) {
    StringWriter text = new StringWriter();
    try {
      new CalendarOutputter(false).output(calendar, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Names of events that stay the same while a shift is lengthened, shortened or given to somebody
   * else: what turn or override it belongs to, on what day it begins, and the how manieth of that
   * day it is.
   */
  private record Names(UUID schedule, ZoneId zone, Map<String, Integer> used) {

    String of(Shift shift) {
      String duty =
          shift.duty() instanceof Duty.Turn turn
              ? turn.layer() + "\n" + turn.whole().from()
              : ((Duty.StandIn) shift.duty()).id().toString();
      String day = duty + "\n" + shift.from().atZone(zone).toLocalDate();
      String name = schedule + "\n" + day + "\n" + used.merge(day, 1, Integer::sum);
      return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)) + "@heard";
    }
  }
}
