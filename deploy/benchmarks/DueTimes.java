import io.heard.tickets.calendar.CalendarApi;
import io.heard.tickets.calendar.Pause;
import io.heard.tickets.calendar.WorkCalendar;
import io.heard.tickets.calendar.WorkingTime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** A million due times at a time, with starts all over a year and the usual targets. */
public final class DueTimes {

  private static final int MILLION = 1_000_000;
  private static final Instant YEAR = Instant.parse("2026-01-05T00:00:00Z");
  private static final List<Duration> TARGETS =
      List.of(
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(4),
          Duration.ofHours(8),
          Duration.ofHours(24),
          Duration.ofHours(40),
          Duration.ofHours(72));
  private static final List<String> HOLIDAYS =
      List.of(
          "--01-01", "--05-01", "--10-03", "--12-25", "--12-26", "2026-04-03", "2026-04-06", "2026-05-14", "2026-05-25");

  private DueTimes() {}

  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[0]);
    WorkCalendar office =
        calendar(
            "Europe/Berlin", HOLIDAYS, Map.of("2026-12-24", List.of("08:00-12:00")), "08:00-12:00", "13:00-18:00");
    measure("office with holidays, Berlin", office, rounds, false);
    measure("the same, two pauses each", office, rounds, true);
    measure("9 to 6, Shanghai", calendar("Asia/Shanghai", List.of(), Map.of(), "09:00-18:00"), rounds, false);
    measure("24x7", WorkCalendar.ALWAYS, rounds, false);
  }

  private static WorkCalendar calendar(
      String zone, List<String> holidays, Map<String, List<String>> openDays, String... hours) {
    Map<String, List<String>> weekly = new LinkedHashMap<>();
    for (String day : List.of("MON", "TUE", "WED", "THU", "FRI")) {
      weekly.put(day, List.of(hours));
    }
    return WorkCalendar.of(new CalendarApi.Hours(zone, weekly, holidays, openDays), YEAR);
  }

  private static void measure(String name, WorkCalendar calendar, int rounds, boolean paused) {
    double best = Double.MAX_VALUE;
    double worst = 0;
    long sum = 0;
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(round);
      Instant[] starts = new Instant[MILLION];
      List<List<Pause>> pauses = new ArrayList<>(MILLION);
      for (int i = 0; i < MILLION; i++) {
        Instant start = YEAR.plusNanos((long) (random.nextDouble() * 31_536_000_000_000_000L));
        starts[i] = start;
        pauses.add(
            paused
                ? List.of(
                    new Pause(start.plusSeconds(600), start.plusSeconds(7_200)),
                    new Pause(start.plusSeconds(20_000), start.plusSeconds(90_000)))
                : List.of());
      }
      long begun = processorNanos();
      for (int i = 0; i < MILLION; i++) {
        Duration target = TARGETS.get(i % TARGETS.size());
        sum += WorkingTime.dueAt(calendar, starts[i], target, pauses.get(i)).orElseThrow().getEpochSecond();
      }
      double seconds = (processorNanos() - begun) / 1e9;
      best = Math.min(best, seconds);
      worst = Math.max(worst, seconds);
    }
    System.out.printf(
        Locale.ROOT, "%-30s %.2f s a million (first, cold round at most %.2f s; checksum %d)%n", name, best, worst, sum);
  }

  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
