package io.heard.kit.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.kit.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {

  @Test
  void cursor_survivesTheWayThereAndBack() {
    UUID id = UUID.randomUUID();
    Instant at = Instant.parse("2026-03-02T01:15:00.123456Z");
    Cursor cursor =
        Cursor.parse(Cursor.of("due", at, id, 42, "line\nbreak % + ü").encode(), "due", 4);
    assertThat(cursor.instant(0)).isEqualTo(at);
    assertThat(cursor.uuid(1)).isEqualTo(id);
    assertThat(cursor.number(2)).isEqualTo(42);
    assertThat(cursor.text(3)).isEqualTo("line\nbreak % + ü");
    assertThat(Cursor.parse(null, "due", 4)).isNull();
  }

  @Test
  void cursor_forged_isAProblemAndNoException() {
    assertThatThrownBy(() -> Cursor.parse(Cursor.of("due", "x").encode(), "priority", 1))
        .isInstanceOf(Problem.class);
    assertThatThrownBy(() -> Cursor.parse(Cursor.of("due", "x").encode(), "due", 2))
        .isInstanceOf(Problem.class);
    assertThatThrownBy(() -> Cursor.parse("%", "due", 1)).isInstanceOf(Problem.class);
    Cursor forged = Cursor.parse(Cursor.of("due", "x").encode(), "due", 1);
    assertThatThrownBy(() -> forged.instant(0)).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> forged.uuid(0)).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> forged.number(0)).isInstanceOf(Problem.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "201", "-1", "1e2", "999999999999", "", " 1", "٣"})
  void limit_outOfRange_isRefused(String parameter) {
    assertThatThrownBy(() -> Limit.of(parameter)).isInstanceOf(Problem.class);
  }

  @Test
  void limit_inRange() {
    assertThat(Limit.of(null).value()).isEqualTo(50);
    assertThat(Limit.of("1").value()).isEqualTo(1);
    assertThat(Limit.of("200").plusOne()).isEqualTo(201);
  }

  @Test
  void page_hasANextOnlyWhenThereIsMore() {
    Limit two = Limit.of("2");
    Page<Integer> last = Page.of(List.of(1, 2), two, n -> Cursor.of("n", n));
    assertThat(last.next()).isNull();
    Page<Integer> first = Page.of(List.of(1, 2, 3), two, n -> Cursor.of("n", n));
    assertThat(first.items()).containsExactly(1, 2);
    assertThat(Cursor.parse(first.next(), "n", 1).number(0)).isEqualTo(2);
    assertThat(Page.of(List.<Integer>of(), two, n -> Cursor.of("n", n)).items()).isEmpty();
  }
}
