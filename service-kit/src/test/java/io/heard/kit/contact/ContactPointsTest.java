package io.heard.kit.contact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactPointsTest {

  private final ContactPoints contacts = new ContactPoints();

  ContactPointsTest() {
    contacts.defaultRegion = "CN";
  }

  @ParameterizedTest
  @CsvSource({
    "0755 2345 6789, +8675523456789",
    "＋８６ ７５５ ２３４５ ６７８９, +8675523456789",
    "(0755) 2345-6789, +8675523456789",
    "138 1234 5678, +8613812345678",
    "+49 (0)30 901820, +4930901820",
    "tel:+86-755-2345-6789, +8675523456789",
  })
  void phone_onePerson_oneNumber(String written, String kept) {
    assertThat(contacts.phone(written)).contains(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "call me", "+86(…)89", "+86 755 2345 6789 ext. 5", "+999 123"})
  void phone_none(String written) {
    assertThat(contacts.phone(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "' Chen@Example.COM ', chen@example.com",
    "ｃｈｅｎ＠ｅｘａｍｐｌｅ．ｃｏｍ, chen@example.com",
    "chen@BÜCHER.example, chen@xn--bcher-kva.example",
    "chen@xn--bcher-kva.example, chen@xn--bcher-kva.example",
    "chen+tag@example.com, chen+tag@example.com",
  })
  void email_onePerson_oneAddress(String written, String kept) {
    assertThat(contacts.email(written)).contains(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "chen@xn--bcher-kva.example, chen@bücher.example",
    "chen@example.com, chen@example.com",
    "chen@xn--zz.example, chen@xn--zz.example",
    "mailer-daemon, mailer-daemon",
  })
  void readable_inItsOwnScript(String kept, String shown) {
    assertThat(ContactPoints.readable(kept)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chen",
        "chen@",
        "@example.com",
        "a b@example.com",
        "a@b..c",
        "c(…)@example.com",
        "ü"
      })
  void email_none(String written) {
    assertThat(contacts.email(written)).isEmpty();
  }

  @Test
  void absent_isNoMistake() {
    assertThat(contacts.phone(null, "/phone", null)).isNull();
    assertThat(contacts.email(null, "/email", null)).isNull();
  }
}
