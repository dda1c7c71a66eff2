package io.heard.kit.contact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MentionsTest {

  private final Mentions mentions = new Mentions(List.of("+8675523456789"), List.of("ann@x.com"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+8675523456789",
        "call +86 755 2345 6789.",
        "0755-2345-6789",
        "0086 755 23456789",
        "(0755) 2345 6789",
        "+86 (0)755/23456789",
        "８６７５５２３４５６７８９",
        "{\"phone\":\"755.2345.6789\"}",
        "Ann@X.com",
        "<ann@x.com>, thanks",
        "write to ann@x.com.",
      })
  void said(String text) {
    assertThat(mentions.in(text)).isTrue();
    String digits = text.replaceAll("\\D", "");
    assertThat(mentions.needles())
        .anyMatch(
            needle ->
                text.toLowerCase(java.util.Locale.ROOT).contains(needle)
                    || digits.contains(needle)
                    || java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFKC)
                        .contains(needle));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "755234567890",
        "1475523456789",
        "joann@x.com",
        "ann@x.com.cn",
        "ann@x.community",
        "2345 6789"
      })
  void somethingElse(String text) {
    assertThat(mentions.in(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"to chen@BÜCHER.example", "chen@bücher.example.", "chen@xn--bcher-kva.example"})
  void aDomainInEitherSpelling(String text) {
    Mentions chen = new Mentions(List.of(), List.of("chen@xn--bcher-kva.example"));
    assertThat(chen.in(text)).isTrue();
    assertThat(chen.needles())
        .anySatisfy(needle -> assertThat(text.toLowerCase(Locale.ROOT)).contains(needle));
    assertThat(chen.in("jo" + text.substring(text.indexOf("chen")))).isFalse();
  }

  @Test
  void ofNothing_nothing() {
    assertThat(new Mentions(List.of(), List.of()).in("+86 755 2345 6789 ann@x.com")).isFalse();
  }
}
