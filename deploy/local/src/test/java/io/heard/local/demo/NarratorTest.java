package io.heard.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.local.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class NarratorTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Narrator narrator(boolean colours) {
    return new Narrator(
        new Console(new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC()),
        colours);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void wrapsAtSpacesUnderTheFirstWord() {
    narrator(false).proof("word ".repeat(30));

    assertThat(printed().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(printed().lines().toList().get(0)).startsWith("  proof  word word");
    assertThat(printed().lines().toList().get(1)).startsWith("         word");
  }

  @Test
  void doesNotCutAWordThatIsLongerThanALine() {
    String link = "x".repeat(150);

    narrator(false).proof("see " + link);

    assertThat(printed()).contains("see").contains(link);
  }

  @Test
  void showsWhoSentWhat() {
    narrator(false).request("mei", "POST", "/v1/tickets", "{\"subject\": \"Filter\"}");
    narrator(false).request("li", "GET", "/v1/teams/guards", null);

    assertThat(printed().lines())
        .containsExactly(
            "  > mei: POST /v1/tickets {\"subject\": \"Filter\"}", "  > li: GET /v1/teams/guards");
  }

  @Test
  void shortensPathsThatTellNothing() {
    narrator(false).request("mei", "GET", "/v1/tickets?after=" + "a".repeat(200), null);

    assertThat(printed()).hasSizeLessThan(90).contains("/v1/tickets?after=aaa").contains("...");
  }

  @Test
  void hasNoControlCharactersWithoutATerminal() {
    Narrator plain = narrator(false);
    plain.title("Title", "line");
    plain.tell("story");
    plain.request("mei", "GET", "/", null);
    plain.answer("200");
    plain.proof("so it is");
    plain.broken("so it is not");

    assertThat(printed()).doesNotContain("\u001b").contains("BROKEN so it is not");
  }

  @Test
  void coloursTheMarkAndNotTheProofOnATerminal() {
    narrator(true).proof("so it is");

    assertThat(printed().stripTrailing()).isEqualTo("\u001b[32m  proof  \u001b[0mso it is");
  }
}
