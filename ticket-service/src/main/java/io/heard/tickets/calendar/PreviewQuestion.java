package io.heard.tickets.calendar;

import io.heard.kit.problem.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A request for a preview, checked and complete. */
record PreviewQuestion(
    WorkCalendar calendar,
    Instant start,
    Duration target,
    BigDecimal warnShare,
    List<Pause> pauses,
    Instant now) {
  private static final BigDecimal USUAL_WARNING = new BigDecimal("0.75");
  private static final int MOST_DECIMALS = 6;
  private static final int MOST_PAUSES = 10_000;

  /** Reads a request; throws a 400 that names every fault. */
  static PreviewQuestion read(PreviewApi.Request request, Calendars stored, Instant now) {
    Reader reader = new Reader(request, stored);
    Instant start = reader.start();
    PreviewQuestion question =
        new PreviewQuestion(
            reader.calendar(start == null ? now : start),
            start,
            reader.target(),
            reader.warnShare(),
            reader.pauses(),
            reader.now(now));
    if (!reader.faults.isEmpty()) {
      throw Problem.invalid(reader.faults.list());
    }
    return question;
  }

  private static final class Reader {
    private final PreviewApi.Request request;
    private final Calendars stored;
    private final Faults faults = new Faults();

    Reader(PreviewApi.Request request, Calendars stored) {
      this.request = request;
      this.stored = stored;
    }

    WorkCalendar calendar(Instant start) {
      PreviewApi.CalendarChoice choice = request.calendar();
      if (choice == null) {
        faults.add(
            "/calendar",
            "required",
            "is required: the hours of a calendar, or the name of a stored one, or \"24x7\"");
        return null;
      }
      return choice instanceof PreviewApi.Given given
          ? inline(given.hours(), start)
          : named(((PreviewApi.Named) choice).name());
    }

    private WorkCalendar inline(CalendarApi.Hours hours, Instant start) {
      try {
        return WorkCalendar.of(hours, start);
      } catch (InvalidCalendarException invalid) {
        faults.addAll("/calendar", invalid.errors());
        return null;
      }
    }

    private WorkCalendar named(String name) {
      return stored
          .findByName(name)
          .map(found -> Calendars.workCalendar(found.definition()))
          .orElseGet(
              () -> {
                faults.add(
                    "/calendar", "unknown", "There is no calendar with the name \"" + name + '"');
                return null;
              });
    }

    Instant start() {
      if (request.start() == null) {
        faults.add("/start", "required", "is required, such as 2026-03-21T09:30:00Z");
        return null;
      }
      return inRange("/start", request.start());
    }

    Instant now(Instant otherwise) {
      return request.now() == null ? otherwise : inRange("/now", request.now());
    }

    private Instant inRange(String pointer, Instant at) {
      if (!at.isBefore(WorkCalendar.BEGIN) && at.isBefore(WorkCalendar.END)) {
        return at;
      }
      faults.add(pointer, "out-of-range", "must lie in the years 1900 to 2149");
      return null;
    }

    Duration target() {
      if (request.target() == null) {
        faults.add("/target", "required", "is required, such as PT8H");
        return null;
      }
      try {
        return WorkDuration.parse(request.target());
      } catch (IllegalArgumentException unreadable) {
        faults.add("/target", "malformed", unreadable.getMessage());
        return null;
      }
    }

    BigDecimal warnShare() {
      BigDecimal share = request.warnAt() == null ? USUAL_WARNING : request.warnAt();
      if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) >= 0) {
        faults.add("/warnAt", "out-of-range", "must be a share above 0 and below 1, such as 0.75");
      } else if (share.scale() > MOST_DECIMALS) {
        faults.add("/warnAt", "out-of-range", "must have at most six decimals");
      }
      return share;
    }

    List<Pause> pauses() {
      List<PreviewApi.Stretch> given = request.pauses() == null ? List.of() : request.pauses();
      if (given.size() > MOST_PAUSES) {
        faults.add("/pauses", "wrong-length", "must have at most " + MOST_PAUSES + " pauses");
        return List.of();
      }
      List<Pause> pauses = new ArrayList<>();
      for (int i = 0; i < given.size(); i++) {
        PreviewApi.Stretch pause = given.get(i);
        if (pause == null || pause.from() == null) {
          faults.add("/pauses/" + i + "/from", "required", "is required");
        } else if (pause.to() != null && pause.to().isBefore(pause.from())) {
          faults.add("/pauses/" + i + "/to", "out-of-range", "lies before the pause begins");
        } else {
          pauses.add(new Pause(pause.from(), pause.to()));
        }
      }
      return pauses;
    }
  }
}
