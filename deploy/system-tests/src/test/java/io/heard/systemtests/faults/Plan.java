package io.heard.systemtests.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is done and in which order: the same for the same seed. Every kind of fault comes before any
 * comes again.
 */
public record Plan(long seed, List<Step> steps) {
  private static final int SHARE_OF_TWO_AT_ONCE = 4;
  private static final int SHORTEST_SECONDS = 3;
  private static final int LONGEST_SECONDS = 8;

  /**
   * Faults that are there at the same time.
   *
   * @param lasts from the beginning of the last to the end of the first
   */
  public record Step(List<Fault> faults, Duration lasts) {

    /** The worst of what they do. */
    public Fault.Impact impact() {
      boolean everyIntake =
          faults.stream().filter(fault -> fault.impact() == Fault.Impact.RETRIES).count() > 1;
      return everyIntake
          ? Fault.Impact.OUTAGE
          : faults.stream().map(Fault::impact).max(Fault.Impact::compareTo).orElseThrow();
    }
  }

  public Plan {
    steps = List.copyOf(steps);
  }

  /**
   * @param count of steps
   */
  public static Plan of(long seed, int count) {
    Random random = new Random(seed);
    List<Menu.Kind> left = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    while (steps.size() < count) {
      List<Fault> faults = new ArrayList<>(List.of(next(left, random)));
      if (random.nextInt(SHARE_OF_TWO_AT_ONCE) == 0) {
        faults.add(next(left, random));
      }
      faults.sort(Comparator.comparing(Fault::needsCalm).reversed());
      int seconds = SHORTEST_SECONDS + random.nextInt(LONGEST_SECONDS - SHORTEST_SECONDS + 1);
      steps.add(new Step(List.copyOf(faults), Duration.ofSeconds(seconds)));
    }
    return new Plan(seed, steps);
  }

  /** The replicas whose machines have their clocks set. */
  public Set<String> machineClocks() {
    return steps.stream()
        .flatMap(step -> step.faults().stream())
        .flatMap(fault -> fault.machineClockOf().stream())
        .collect(Collectors.toSet());
  }

  private static Fault next(List<Menu.Kind> left, Random random) {
    if (left.isEmpty()) {
      left.addAll(Menu.all());
    }
    return Menu.take(left, random).draw().apply(random);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Seed " + seed + ":");
    for (Step step : steps) {
      text.append("\n  ").append(step.lasts().toSeconds()).append(" s ").append(step.faults());
    }
    return text.toString();
  }
}
