package io.heard.tickets.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the words of a ticket, field by field, and writes them down as a {@code tsvector}.
 * PostgreSQL counts positions to 16,383 only: a field that does not fit any more begins at the
 * first again, so that what stands together in it is still found together, however much was said
 * before.
 */
final class WordVector {

  /** Words of different fields are no neighbours. */
  private static final int GAP = 10;

  private static final int LAST_POSITION = 16_000;
  private static final int MOST_PLACES = 250;
  private static final int LONGEST_FIELD = 20_000;

  /**
   * In bytes of its text, which is never shorter than what is stored: PostgreSQL refuses more than
   * 1,048,575, and a refused ticket would be missing from the reports and the work list as well.
   */
  private static final int LONGEST = 1_000_000;

  private final Map<String, List<String>> places = new LinkedHashMap<>();
  private int next = 1;
  private int lengthOfWords;
  private int lengthOfPlaces;

  /**
   * Adds a field.
   *
   * @param weight how much it says about the ticket: A most, D least
   */
  WordVector add(String text, char weight) {
    if (text == null) {
      return this;
    }
    String part = text.length() > LONGEST_FIELD ? text.substring(0, LONGEST_FIELD) : text;
    List<Words.Word> words = Words.of(part);
    int length = words.isEmpty() ? 0 : words.get(words.size() - 1).position();
    if (next + length > LAST_POSITION) {
      next = 1;
    }
    for (Words.Word word : words) {
      place(word.text(), position(next + word.position()) + String.valueOf(weight));
    }
    next = position(next + length) + GAP;
    return this;
  }

  /** Of a field that is longer than all positions, what is too much begins at the first as well. */
  private static int position(int counted) {
    return (counted - 1) % LAST_POSITION + 1;
  }

  private void place(String word, String place) {
    List<String> found = places.get(word);
    if (found == null) {
      int more = "'' ".length() + word.getBytes(StandardCharsets.UTF_8).length;
      if (lengthOfWords + more > LONGEST) {
        return;
      }
      lengthOfWords += more;
      found = new ArrayList<>();
      places.put(word, found);
    }
    int more = ":".length() + place.length();
    if (found.size() < MOST_PLACES && lengthOfPlaces + more <= LONGEST) {
      found.add(place);
      lengthOfPlaces += more;
    }
  }

  /** Every word first; of their places as many as there is room left for. */
  @Override
  public String toString() {
    StringBuilder vector = new StringBuilder();
    int left = LONGEST - lengthOfWords;
    for (Map.Entry<String, List<String>> word : places.entrySet()) {
      vector.append(vector.isEmpty() ? "'" : " '").append(word.getKey()).append('\'');
      char before = ':';
      for (String place : word.getValue()) {
        left -= 1 + place.length();
        if (left < 0) {
          break;
        }
        vector.append(before).append(place);
        before = ',';
      }
    }
    return vector.toString();
  }
}
