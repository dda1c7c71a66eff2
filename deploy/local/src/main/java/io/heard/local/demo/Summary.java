package io.heard.local.demo;

import java.util.List;
import java.util.Objects;

/** The four demands at a glance. */
final class Summary {
  private static final String ROW = "  %-16s %-16s %-12s %7s  %s%n";

  private static final int LONGEST_REASON = 60;

  private Summary() {}

  static String of(List<Ending> endings, double seconds) {
    StringBuilder text = new StringBuilder();
    text.append(ROW.formatted("story", "demand", "state", "entries", "proofs"));
    for (Ending ending : endings) {
      text.append(
          ROW.formatted(
              ending.title(),
              Objects.requireNonNullElse(ending.number(), "-"),
              Objects.requireNonNullElse(ending.state(), "-"),
              ending.entries() == 0 ? "-" : Long.toString(ending.entries()),
              ending.good() ? "all hold" : "BROKEN: " + inShort(ending.broken())));
    }
    long broken = endings.stream().filter(ending -> !ending.good()).count();
    text.append('\n')
        .append(
            broken == 0
                ? "All proofs hold. Played in %.0f seconds.".formatted(seconds)
                : "%d of %d stories broke; the reasons are above."
                    .formatted(broken, endings.size()));
    return text.toString();
  }

  private static String inShort(String reason) {
    return reason.length() <= LONGEST_REASON
        ? reason
        : reason.substring(0, LONGEST_REASON - 3) + "...";
  }
}
