package io.heard.kit.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which letters count as the same. */
class FoldingTest {

  @ParameterizedTest
  @CsvSource({
    "Straße, strasse",
    "STRAẞE, strasse",
    "Łódź, lodz",
    "Sørensen, sorensen",
    "Đorđević, dordevic",
    "Æbleskiver, aebleskiver",
    "Œuvre, oeuvre",
    "Þór, thor",
    "Guðrún, gudrun",
    "ışık, isik",
    "IŞIK, isik",
    "İzmir, izmir",
    "Ħal Għaxaq, hal ghaxaq",
    "Ŧŋ, tn",
    "Ångström, angstrom",
    "Nguyễn, nguyen",
    "O’Brien, o'brien",
    "ﬁnance, finance",
    "ｆｕｌｌ, full"
  })
  void asThoseWriteThem_whoDoNotHaveThemOnTheirKeyboard(String text, String folded) {
    assertThat(Folding.fold(text)).isEqualTo(folded);
    assertThat(Folding.fold(folded)).isEqualTo(folded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"净水器漏水", "がぎ", "한국어", "ภาษาไทย", "हिन्दी", "москва", "ελλαδα", "שלום", "😀", ""})
  void otherScriptsStayWhatTheyAre(String text) {
    assertThat(Folding.fold(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"Йод, иод", "Ελλάδα, ελλαδα"})
  void theirAccentsDoNotMatter(String text, String folded) {
    assertThat(Folding.fold(text)).isEqualTo(folded);
  }
}
