package io.heard.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the ledger tells of one clock, and what should have become of it: computed from the deeds
 * and the target alone, by calendars without a pause.
 */
final class ClockStory {
  private static final Set<String> FEEDBACK = Set.of("fed-back", "declined");

  /** Identifies a clock. */
  record Key(String ticket, String kind, int round) {}

  private Instant loggedAt;
  private Instant dueAt;
  private Instant startedAt;
  private Duration target;
  private String state;
  private Instant metAt;
  private Instant metRecordedAt;
  private Instant breachRecordedAt;
  private boolean breachedTooEarly;
  private boolean breachedAfterTheDeed;
  private Instant firstDeed;
  private boolean late;
  private boolean cancelled;
  private int warned;
  private int breached;

  static Map<Key, ClockStory> all(Ledger tickets) {
    Map<Key, ClockStory> stories = new LinkedHashMap<>();
    tickets.byAggregate().values().forEach(history -> read(history, stories));
    return stories;
  }

  private static void read(List<Ledger.Entry> history, Map<Key, ClockStory> stories) {
    Map<String, Instant> deeds = new HashMap<>();
    for (Ledger.Entry entry : history) {
      JsonNode data = entry.json();
      if (entry.what().equals("acknowledged")) {
        deeds.putIfAbsent("ACKNOWLEDGE", entry.at());
      } else if (FEEDBACK.contains(entry.what())) {
        deeds.putIfAbsent("FIRST_FEEDBACK", entry.at());
      }
      if (data.has("clocks")) {
        data.get("clocks").forEach(clock -> of(stories, entry, clock).runs(clock));
      }
      if (data.has("clock")) {
        of(stories, entry, data.get("clock")).goesOn(entry, data);
      }
    }
    stories.forEach(
        (key, story) -> {
          if (key.ticket().equals(history.get(0).aggregate())) {
            story.loggedAt = history.get(0).at();
            story.firstDeed = deeds.get(key.kind());
          }
        });
  }

  private static ClockStory of(Map<Key, ClockStory> stories, Ledger.Entry entry, JsonNode clock) {
    Key key = new Key(entry.aggregate(), clock.get("kind").asText(), clock.get("round").asInt());
    return stories.computeIfAbsent(key, unknown -> new ClockStory());
  }

  private void runs(JsonNode clock) {
    dueAt = instant(clock.get("dueAt"));
    startedAt = instant(clock.get("startedAt"));
    String span = clock.path("target").asText("");
    target = span.isEmpty() || span.equals("null") ? null : Duration.parse(span);
    state = clock.path("state").asText();
  }

  private void goesOn(Ledger.Entry entry, JsonNode data) {
    JsonNode clock = data.get("clock");
    state = clock.path("state").asText();
    switch (entry.what()) {
      case "clock-set" -> {
        metAt = null;
        runs(clock);
      }
      case "clock-warned" -> warned++;
      case "clock-breached" -> {
        breached++;
        breachedAfterTheDeed |= metAt != null;
        breachRecordedAt = entry.recordedAt();
        breachedTooEarly |= dueAt != null && entry.recordedAt().isBefore(dueAt);
      }
      case "clock-cancelled" -> cancelled = true;
      case "clock-met" -> {
        metAt = instant(clock.get("stoppedAt"));
        metRecordedAt = entry.recordedAt();
        late = data.get("late").asBoolean();
      }
      default -> throw new IllegalStateException("an unknown event with a clock: " + entry);
    }
  }

  boolean isWarned() {
    return warned > 0;
  }

  boolean isBreached() {
    return breached > 0;
  }

  boolean hasEnded() {
    return metAt != null || cancelled;
  }

  /** The clock's last state after the ledger. */
  String state() {
    return state;
  }

  /** Null while it is paused. */
  Instant dueAt() {
    return dueAt;
  }

  /**
   * What contradicts the plain rule: breached, once, if and only if the deed was not done by the
   * due time.
   *
   * @param now by the clock of the database
   */
  List<String> contradictions(Key key, Instant now) {
    List<String> found = new ArrayList<>();
    if (warned > 1 || breached > 1) {
      found.add("warned " + warned + " and breached " + breached + " times");
    }
    if (breachedTooEarly) {
      found.add("breached at " + breachRecordedAt + ", before " + dueAt);
    }
    if (metAt != null && late != isAfterDue(metAt) && !wentBack()) {
      found.add("late=" + late + " though met at " + metAt + " and due at " + dueAt);
    }
    boolean missed = metAt != null ? isAfterDue(metAt) : !cancelled && isAfterDue(now);
    if (missed != isBreached() && !cancelled && !wentBack()) {
      found.add("missed=" + missed + " but breached=" + isBreached() + ", due at " + dueAt);
    }
    fromTheDeeds(key, found);
    return found;
  }

  private boolean isAfterDue(Instant at) {
    return dueAt != null && at.isAfter(dueAt);
  }

  /** The first rounds of what is owed from the beginning, from nothing but deeds and target. */
  private void fromTheDeeds(Key key, List<String> found) {
    boolean owedFromTheBeginning =
        key.round() == 1
            && (key.kind().equals("ACKNOWLEDGE") || key.kind().equals("FIRST_FEEDBACK"));
    if (!owedFromTheBeginning || target == null) {
      return;
    }
    if (!loggedAt.equals(startedAt) || !loggedAt.plus(target).equals(dueAt)) {
      found.add(
          "begins %s and is due %s, logged %s with %s"
              .formatted(startedAt, dueAt, loggedAt, target));
    }
    if (firstDeed == null ? metAt != null : !firstDeed.equals(metAt)) {
      found.add("met " + metAt + " but done " + firstDeed);
    }
  }

  /** The clock of the database was set back after the breach: it was late by its time then. */
  private boolean wentBack() {
    return isBreached()
        && !breachedAfterTheDeed
        && metAt != null
        && metRecordedAt.isBefore(breachRecordedAt);
  }

  private static Instant instant(JsonNode value) {
    return value == null || value.isNull() ? null : Instant.parse(value.asText());
  }
}
