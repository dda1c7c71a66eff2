package io.heard.tickets.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.tickets.calendar.WorkCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PolicyBookTest {
  private static final Map<String, String> ALL =
      Map.of(
          "ACKNOWLEDGE", "PT1H",
          "FIRST_FEEDBACK", "PT1H",
          "NEXT_FEEDBACK", "PT1H",
          "RESOLUTION", "PT1H",
          "CUSTOMER_WAIT", "PT1H");
  private static final Facts FACTS =
      new Facts("GOLD", "COMPLAINT", "PHONE", "P1", "WP-300", "field", Set.of("filter", "vip"));

  private static PolicyBook.Entry entry(
      String name, PolicyApi.When when, Map<String, String> targets) {
    return PolicyBook.Entry.of(
        UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        1,
        new PolicyApi.Definition(name, 1, true, when, "24x7", null, null, targets),
        1,
        WorkCalendar.ALWAYS);
  }

  private static String matched(PolicyApi.When when, Facts facts) {
    PolicyBook book =
        new PolicyBook(1, List.of(entry("special", when, ALL), entry("last", null, ALL)));
    return book.match(facts).policyName();
  }

  private static PolicyApi.When when(int position, String... values) {
    List<List<String>> lists = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      lists.add(i == position ? List.of(values) : List.of());
    }
    return new PolicyApi.When(
        lists.get(0),
        lists.get(1),
        lists.get(2),
        lists.get(3),
        lists.get(4),
        lists.get(5),
        lists.get(6));
  }

  @Test
  void emptyWhen_fitsEverything() {
    assertThat(matched(when(-1), FACTS)).isEqualTo("special");
    assertThat(matched(when(-1), new Facts(null, null, null, "P4", null, null, null)))
        .isEqualTo("special");
  }

  @Test
  void everyListDecides() {
    String[] fitting = {"GOLD", "COMPLAINT", "PHONE", "P1", "WP-300", "field", "vip"};
    for (int i = 0; i < fitting.length; i++) {
      assertThat(matched(when(i, "other", fitting[i]), FACTS))
          .as("list %d", i)
          .isEqualTo("special");
      assertThat(matched(when(i, "other"), FACTS)).as("list %d", i).isEqualTo("last");
      assertThat(matched(when(i, fitting[i]), new Facts(null, null, null, "P4", null, null, null)))
          .as("list %d, nothing known", i)
          .isEqualTo("last");
    }
  }

  @Test
  void allListsMustFit() {
    PolicyApi.When when =
        new PolicyApi.When(List.of("GOLD"), List.of("FAULT"), null, null, null, null, null);
    assertThat(matched(when, FACTS)).isEqualTo("last");
  }

  @Test
  void firstTargetOfEachKindCounts() {
    PolicyBook book =
        new PolicyBook(
            1,
            List.of(
                entry("a", null, Map.of("RESOLUTION", "PT2H")),
                entry("other", when(0, "SILVER"), ALL),
                entry("b", null, Map.of("RESOLUTION", "PT3H", "ACKNOWLEDGE", "PT4H")),
                entry("last", null, ALL)));
    SlaTerms terms = book.match(FACTS);
    assertThat(terms.policyName()).isEqualTo("a");
    assertThat(terms.of(ClockKind.RESOLUTION).policyName()).isEqualTo("a");
    assertThat(terms.of(ClockKind.ACKNOWLEDGE).policyName()).isEqualTo("b");
    assertThat(terms.of(ClockKind.NEXT_FEEDBACK).policyName()).isEqualTo("last");
    assertThat(terms.clocks()).hasSize(5);
  }

  @Test
  void withoutALastOne_thereIsAnError_notATicketWithoutClocks() {
    PolicyBook book = new PolicyBook(1, List.of(entry("a", null, Map.of("RESOLUTION", "PT2H"))));
    assertThatThrownBy(() -> book.match(FACTS)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> PolicyBook.EMPTY.match(FACTS))
        .isInstanceOf(IllegalStateException.class);
  }
}
