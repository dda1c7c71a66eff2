package io.heard.customers.customer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameTextTest {

  @ParameterizedTest
  @CsvSource({
    "Müller, muller",
    "ÅNGSTRÖM, angstrom",
    "ｃｈｅｎ　ｗｅｉ, chen wei",
    "'  Mrs\t Chen ', mrs chen",
    "陈伟, 陈伟",
    "김민준, 김민준",
    "हिन्दी, हिन्दी",
    "İstanbul, istanbul",
    "Łukasz  Strauß, lukasz strauss",
    "Sørensen & Æbelø, sorensen & aebelo",
    "が, が",
  })
  void fold(String name, String folded) {
    assertThat(NameText.fold(name)).isEqualTo(folded);
  }
}
