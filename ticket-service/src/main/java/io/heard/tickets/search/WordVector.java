package io.heard.tickets.search;

import java.nio.charset.StandardCharsets;
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

  /**
   * In bytes of its text, which is never shorter than what is stored: PostgreSQL refuses more than
   * 1,048,575, and a refused ticket would be missing from the reports and the work list as well.
   */
  private static final int LONGEST = 1_000_000;

  private final Map<String, List<String>> places = new LinkedHashMap<>();
  private int next = 1;
  private int length;

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
      place(word.text(), position + String.valueOf(weight));
      end = position;
    }
    next = end + GAP;
    return this;
  }

  private void place(String word, String place) {
    List<String> found = places.getOrDefault(word, List.of());
    int more = place.length() + 1;
    if (found.isEmpty()) {
      more += word.getBytes(StandardCharsets.UTF_8).length + "'': ".length();
    }
    if (found.size() < MOST_PLACES && length + more <= LONGEST) {
      places.computeIfAbsent(word, key -> new ArrayList<>()).add(place);
      length += more;
    }
  }

  @Override
  public String toString() {
    return places.entrySet().stream()
        .map(word -> "'" + word.getKey() + "':" + String.join(",", word.getValue()))
        .collect(Collectors.joining(" "));
  }
}
