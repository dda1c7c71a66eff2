package io.heard.tickets.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How text is cut into words, and questions into what is asked of them. */
class WordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "Filter change      | 'filter':* & 'change':*",
        "ÄPFEL             | 'apfel':*",
        "WP-300             | ('wp' <1> '300':*)",
        "漏水               | '漏水'",
        "漏                 | '漏':*",
        "净水器             | ('净水' <1> '水器')",
        "WP300净水器        | ('wp300' <1> '净水' <1> '水器')",
        "净水器WP           | ('净水' <1> '水器' <2> 'wp':*)",
        "漏水 filter        | '漏水' & 'filter':*",
        "ｆｕｌｌ　ｗｉｄｔｈ | 'full':* & 'width':*",
        "Ελλάδα             | 'ελλαδα':*",
        "がぎ               | 'がぎ'",
        "% & ! ( ) : * '    | \"\"",
      })
  void asked(String text, String query) {
    assertThat(Words.query(text)).isEqualTo(query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'); DROP TABLE ticket; --", "a'b\\c", "\uD83D\uDE00", "\uD800", "a\u0000b"})
  void whateverIsGiven_lettersDigitsAndOperatorsComeOut(String text) {
    assertThat(Words.query(text)).matches("[\\p{L}\\p{N}'&:*<>() ]*");
    assertThat(new WordVector().add(text, 'A').toString()).matches("[\\p{L}\\p{N}':, ]*");
  }

  @Test
  void placesAndWeights() {
    assertThat(new WordVector().add("a b a", 'A').add("漏水", 'C').toString())
        .isEqualTo("'a':1A,3A 'b':2A '漏水':13C '水':14C");
  }

  @Test
  void aFieldThatDoesNotFitAnyMore_beginsAtTheFirstPlaceAgain() {
    WordVector words = new WordVector().add("first", 'A').add("x ".repeat(9_000), 'D');
    assertThat(words.add("y ".repeat(6_900), 'D').add("漏水 d e f", 'D').toString())
        .contains("'漏水':15929D ", "'f':15933D");
    words = new WordVector().add("first", 'A').add("x ".repeat(9_000), 'D');
    assertThat(words.add("y ".repeat(6_970), 'D').add("净水器 d e f", 'D').toString())
        .contains("'净水':1D ", "'水器':2D", "'d':4D ", "'f':6D");
    assertThat(new WordVector().add("漏".repeat(19_999) + "器", 'C').toString())
        .as("one that is longer than all of them")
        .contains("'漏器':3999C ", "'器':4000C");
  }

  @Test
  void whereTheirPlacesHaveNoRoom_wordsAreKeptWithoutThem() {
    WordVector words = new WordVector().add("first", 'A');
    for (int i = 0; i < 60; i++) {
      words.add(
          IntStream.range(i * 1_000, i * 1_000 + 1_000)
              .mapToObj(n -> Integer.toString(n).repeat(9).substring(0, 9))
              .collect(Collectors.joining(" ")),
          'D');
    }
    String vector = words.add("漏水", 'D').toString();
    assertThat(vector).startsWith("'first':1A ").endsWith(" '漏水' '水'");
    assertThat(vector.getBytes(StandardCharsets.UTF_8).length).isBetween(999_900, 1_000_000);
  }

  @Test
  void moreThanTheDatabaseTakes_isLeftOut_notRefused() {
    WordVector words = new WordVector().add("first", 'A');
    for (int i = 0; i < 60; i++) {
      String log =
          IntStream.range(i * 200, i * 200 + 200)
              .mapToObj(n -> Integer.toString(n).repeat(99).substring(0, 99))
              .collect(Collectors.joining(" "));
      words.add(log, 'D');
    }
    String vector = words.add("漏水", 'D').toString();
    assertThat(vector).startsWith("'first':1A ");
    assertThat(vector.getBytes(StandardCharsets.UTF_8).length)
        .isBetween(900_000, 1_048_575); // of PostgreSQL
  }
}
