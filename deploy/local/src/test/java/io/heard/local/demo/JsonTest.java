package io.heard.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final Json TICKET =
      Json.parse(
          """
          {"number": "D-1", "version": 3, "owner": {"team": "guards", "person": null},
           "clocks": [{"kind": "A", "round": 1}, {"kind": "B", "round": 1},
                      {"kind": "A", "round": 2, "dueAt": "2026-11-22T08:00:00Z"}]}""");

  @Test
  void readsByPath() {
    assertThat(TICKET.text("owner.team")).isEqualTo("guards");
    assertThat(TICKET.text("owner.person")).isNull();
    assertThat(TICKET.text("owner.team.lead")).isNull();
    assertThat(TICKET.number("version")).isEqualTo(3);
    assertThat(TICKET.names()).containsExactly("number", "version", "owner", "clocks");
  }

  @Test
  void findsTheLastOfAKind() {
    Json last = TICKET.at("clocks").where("kind", "A");

    assertThat(last.number("round")).isEqualTo(2);
    assertThat(last.instant("dueAt")).isEqualTo("2026-11-22T08:00:00Z");
    assertThat(TICKET.at("clocks").where("kind", "C").value()).isNull();
  }

  @Test
  void whatIsMissingBreaksTheProofAndNotTheDemo() {
    assertThatThrownBy(() -> TICKET.number("cycle")).isInstanceOf(BrokenProof.class);
    assertThatThrownBy(() -> TICKET.instant("loggedAt")).isInstanceOf(BrokenProof.class);
    assertThatThrownBy(() -> TICKET.uri("receipt.statusUrl")).isInstanceOf(BrokenProof.class);
    assertThatThrownBy(() -> TICKET.at("items").first()).isInstanceOf(BrokenProof.class);
    assertThatThrownBy(() -> Json.parse("<html>")).isInstanceOf(BrokenProof.class);
  }

  @Test
  void writesInTheGivenOrder() {
    assertThat(Json.write(Json.object("b", 1, "a", List.of("x"))))
        .isEqualTo("{\"b\":1,\"a\":[\"x\"]}");
  }
}
