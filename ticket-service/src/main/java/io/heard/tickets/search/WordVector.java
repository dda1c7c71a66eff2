package io.heard.tickets.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects the words of a ticket, field by field, and writes them down as a {@code tsvector}. */
final class WordVector {

  /** Words of different fields are no neighbours. */
  private static final int GAP = 10;

  private static final int MOST_PLACES = 250;
  private static final int LONGEST_FIELD = 20_000;

  private final Map<String, List<String>> places = new LinkedHashMap<>();
  private int next = 1;

  /**
   * Adds a field.
   *
   * @param weight how much it says about the ticket: A most, D least
   */
  WordVector add(String text, char weight) {
    if (text == null || next > Words.LAST_POSITION) {
      return this;
    }
    String part = text.length() > LONGEST_FIELD ? text.substring(0, LONGEST_FIELD) : text;
    int end = next;
    for (Words.Word word : Words.of(part)) {
      int position = Math.min(next + word.position(), Words.LAST_POSITION);
      List<String> found = places.computeIfAbsent(word.text(), key -> new ArrayList<>());
      if (found.size() < MOST_PLACES) {
        found.add(position + String.valueOf(weight));
      }
      end = position;
    }
    next = end + GAP;
    return this;
  }

  @Override
  public String toString() {
    return places.entrySet().stream()
        .map(word -> "'" + word.getKey() + "':" + String.join(",", word.getValue()))
        .collect(Collectors.joining(" "));
  }
}
