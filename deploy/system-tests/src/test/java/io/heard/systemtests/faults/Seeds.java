package io.heard.systemtests.faults;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which seeds are played, and which of them one after the other on the same fleet. {@code
 * -Dheard.seed=N} or {@code N,M} plays these. {@code -Dheard.faults=long} plays longer plans, each
 * on a fleet of its own: those of the short set and those that have found something first, then of
 * random seeds until {@code -Dheard.faults.minutes} are over, 60 unless told. Otherwise the short
 * set, the same every time.
 */
public final class Seeds {
  /** Together they draw every kind of fault; a seed that has found a bug is added and stays. */
  static final List<Long> SHORT = List.of(434L, 966L);

  /** Have found a bug by their long plans. */
  private static final List<Long> FOUND_BY_LONG_PLANS = List.of(-274239748L);

  static final int STEPS = 7;
  private static final int STEPS_OF_LONG_PLANS = 20;

  private Seeds() {}

  public static boolean isLong() {
    return System.getProperty("heard.faults", "short").equals("long");
  }

  private static int steps() {
    return isLong() ? STEPS_OF_LONG_PLANS : STEPS;
  }

  /** What these seeds draw; the short set ends with what takes too long to be drawn. */
  public static List<Plan> plans(List<Long> seeds) {
    List<Plan> plans = new ArrayList<>();
    seeds.forEach(seed -> plans.add(Plan.of(seed, steps())));
    if (seeds.equals(SHORT)) {
      plans.add(CutOff.asPlan());
    }
    return plans;
  }

  /** Drawn as they are asked for. */
  public static Stream<List<Long>> chosen() {
    String given = System.getProperty("heard.seed");
    if (given != null) {
      return Stream.of(Stream.of(given.split(",")).map(Long::valueOf).toList());
    }
    return isLong() ? longSet().map(List::of) : Stream.of(SHORT);
  }

  /** What every long set begins with. */
  static List<Long> fixed() {
    return Stream.concat(SHORT.stream(), FOUND_BY_LONG_PLANS.stream()).toList();
  }

  private static Stream<Long> longSet() {
    // not by flatMap: an iterator over it would have all random seeds drawn before the first is
    // used
    return Stream.concat(fixed().stream(), random());
  }

  private static Stream<Long> random() {
    Duration allowed = Duration.ofMinutes(Long.getLong("heard.faults.minutes", 60));
    long begun = System.nanoTime();
    SecureRandom source = new SecureRandom();
    return LongStream.generate(source::nextInt)
        .takeWhile(drawn -> System.nanoTime() - begun < allowed.toNanos())
        .boxed();
  }

  /** The command that plays these again. */
  public static String replay(List<Long> seeds) {
    return "mvn verify -pl deploy/system-tests -am -Dtest=none -Dit.test=FaultsIT"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"
        + (isLong() ? " -Dheard.faults=long" : "")
        + " -Dheard.seed="
        + seeds.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
