package io.heard.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the ledger tells of one clock, and what should have become of it. */
final class ClockStory {

  /** Identifies a clock. */
  record Key(String ticket, String kind, int round) {}

  private Instant dueAt;
  private Instant metAt;
  private boolean late;
  private boolean cancelled;
  private int warned;
  private int breached;

  static Map<Key, ClockStory> all(Ledger tickets) {
    Map<Key, ClockStory> stories = new LinkedHashMap<>();
    for (Ledger.Entry entry : tickets.entries()) {
      JsonNode data = entry.json();
      if (data.has("clocks")) {
        data.get("clocks").forEach(clock -> of(stories, entry, clock).runs(clock));
      }
      if (data.has("clock")) {
        of(stories, entry, data.get("clock")).goesOn(entry.type(), data);
      }
    }
    return stories;
  }

  private static ClockStory of(Map<Key, ClockStory> stories, Ledger.Entry entry, JsonNode clock) {
    Key key = new Key(entry.aggregate(), clock.get("kind").asText(), clock.get("round").asInt());
    return stories.computeIfAbsent(key, unknown -> new ClockStory());
  }

  private void runs(JsonNode clock) {
    dueAt = instant(clock.get("dueAt"));
  }

  private void goesOn(String type, JsonNode data) {
    JsonNode clock = data.get("clock");
    switch (type) {
      case "heard.ticket.clock-set.v1" -> runs(clock);
      case "heard.ticket.clock-warned.v1" -> warned++;
      case "heard.ticket.clock-breached.v1" -> breached++;
      case "heard.ticket.clock-cancelled.v1" -> cancelled = true;
      case "heard.ticket.clock-met.v1" -> {
        metAt = instant(clock.get("stoppedAt"));
        late = data.get("late").asBoolean();
      }
      default -> throw new IllegalStateException("an unknown event with a clock: " + type);
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

  /**
   * What contradicts the plain rule: breached, once, if and only if the deed was not done by the
   * due time.
   */
  List<String> contradictions(Instant now) {
    List<String> found = new ArrayList<>();
    if (warned > 1 || breached > 1) {
      found.add("warned " + warned + " and breached " + breached + " times");
    }
    if (metAt != null && late != metAt.isAfter(dueAt)) {
      found.add("late=" + late + " though met at " + metAt + " and due at " + dueAt);
    }
    boolean missed =
        metAt != null ? metAt.isAfter(dueAt) : !cancelled && dueAt != null && dueAt.isBefore(now);
    if (missed != isBreached() && !cancelled) {
      found.add("missed=" + missed + " but breached=" + isBreached() + ", due at " + dueAt);
    }
    return found;
  }

  private static Instant instant(JsonNode value) {
    return value == null || value.isNull() ? null : Instant.parse(value.asText());
  }
}
