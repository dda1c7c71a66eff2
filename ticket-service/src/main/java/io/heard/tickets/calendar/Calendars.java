package io.heard.tickets.calendar;

import io.heard.kit.paging.Cursor;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** The stored calendars. */
@ApplicationScoped
public class Calendars extends ConfigurationStore<CalendarApi.Definition> {

  Calendars() {
    super(CalendarApi.Definition.class, "A calendar", "calendar", "name");
  }

  /** The working time of a stored definition. */
  public static WorkCalendar workCalendar(CalendarApi.Definition stored) {
    return stored.name().equals(WorkCalendar.ALWAYS_NAME)
        ? WorkCalendar.ALWAYS
        : WorkCalendar.ofStored(stored.hours());
  }

  /**
   * Adds the holidays of an iCalendar file; those that are there stay. Without a new one no version
   * is made.
   */
  @Transactional
  public HolidayImport importHolidays(String reference, String ifMatch, HolidayFile file) {
    HolidayImport result = new HolidayImport(file);
    Versioned<CalendarApi.Definition> after = change(reference, ifMatch, result::addTo);
    result.calendar(after);
    return result;
  }

  @Override
  protected String name(CalendarApi.Definition definition) {
    return definition.name();
  }

  @Override
  protected Object sortKey(CalendarApi.Definition definition) {
    return definition.name();
  }

  @Override
  protected Object sortKey(Cursor cursor) {
    return cursor.text(0);
  }

  @Override
  protected List<FieldError> check(
      CalendarApi.Definition definition, Versioned<CalendarApi.Definition> before) {
    if (before != null && before.builtIn()) {
      throw Problem.conflict(
          "built-in",
          "The calendar " + before.definition().name() + " is built in and cannot be changed.");
    }
    Faults faults = new Faults();
    Names.check(definition.name(), faults);
    if (before != null
        && faults.isEmpty()
        && !definition.name().equals(before.definition().name())) {
      faults.add(
          "/name",
          "fixed",
          "cannot be changed, because policies refer to it: it is \""
              + before.definition().name()
              + '"');
    }
    try {
      WorkCalendar.of(definition.hours(), now());
    } catch (InvalidCalendarException invalid) {
      faults.addAll("", invalid.errors());
    }
    return faults.list();
  }
}
