package io.heard.systemtests.faults;

import io.heard.systemtests.faults.BadLine.To;
import io.heard.systemtests.faults.BadLine.Trouble;
import io.heard.systemtests.fleet.Fleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** What there is to draw from, and how often each is drawn. */
final class Menu {

  /** One kind of fault. */
  record Kind(String name, int weight, Function<Random, Fault> draw) {}

  private static final List<Kind> ALL =
      List.of(
          new Kind("kill a service", 6, random -> new Kill(one(random, Fleet.REPLICAS))),
          new Kind("kill the database", 3, random -> new Kill(Fleet.POSTGRES)),
          new Kind("kill a broker", 2, random -> new Kill(one(random, Fleet.BROKERS))),
          new Kind("hang a service", 5, random -> new Hang(List.of(one(random, Fleet.REPLICAS)))),
          new Kind("hang the database", 2, random -> new Hang(List.of(Fleet.POSTGRES))),
          new Kind("hang a broker", 2, random -> new Hang(List.of(one(random, Fleet.BROKERS)))),
          new Kind("hang all but the intake", 2, Menu::hangOthers),
          new Kind("lose a broker", 3, random -> new Lose(one(random, Fleet.BROKERS))),
          new Kind("lose a service", 3, random -> new Lose(one(random, Fleet.REPLICAS))),
          new Kind("kill with unsent events", 3, random -> new KillUnsent(intake(random))),
          new Kind("rolling restart", 2, random -> new RollingRestart(one(random, Fleet.SERVICES))),
          new Kind("database line", 5, random -> line(random, To.DATABASE)),
          new Kind("broker lines", 5, random -> line(random, To.BROKERS)),
          new Kind("machine clock", 3, Menu::machineClock),
          new Kind("database clock", 4, Menu::databaseClock),
          new Kind("full disk", 3, random -> new FullDisk()));

  private Menu() {}

  static List<Kind> all() {
    return ALL;
  }

  /** Takes a kind out of those that are left, the heavier the likelier. */
  static Kind take(List<Kind> left, Random random) {
    int at = random.nextInt(left.stream().mapToInt(Kind::weight).sum());
    for (Kind kind : left) {
      at -= kind.weight();
      if (at < 0) {
        left.remove(kind);
        return kind;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }

  private static Fault hangOthers(Random random) {
    List<String> others = new ArrayList<>(Fleet.BROKERS);
    others.addAll(Fleet.replicas(Fleet.CUSTOMERS));
    others.addAll(Fleet.replicas(Fleet.NOTIFICATIONS));
    return new Hang(others);
  }

  private static Fault line(Random random, To to) {
    return new BadLine(one(random, Fleet.REPLICAS), to, one(random, List.of(Trouble.values())));
  }

  /** Steps of minutes, as after a pause of a virtual machine or with a wrong zone. */
  private static Fault machineClock(Random random) {
    return new MachineClockJump(
        one(random, Fleet.REPLICAS),
        one(random, List.of(Duration.ofMinutes(10), Duration.ofMinutes(-10), Duration.ofHours(1))));
  }

  /** Long enough to run out leases and deadlines, short enough to wait for its end. */
  private static Fault databaseClock(Random random) {
    return new DatabaseClockJump(
        one(random, Fleet.SERVICES), Duration.ofSeconds(random.nextBoolean() ? 30 : -30));
  }

  private static String intake(Random random) {
    return one(random, Fleet.replicas(Fleet.TICKETS));
  }

  private static <T> T one(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
