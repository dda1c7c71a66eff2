package io.heard.kit.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassingTest {

  @ParameterizedTest
  @CsvSource({
    "55P03, true, false",
    "40P01, true, false",
    "40001, true, false",
    "08006, false, true",
    "57P01, false, true",
    "25P03, false, true",
    "25P02, false, false",
    "53300, false, true",
    "58030, false, true",
    "23505, false, false",
    "22021, false, false",
    ", false, false"
  })
  void states(String state, boolean contention, boolean outage) {
    RuntimeException wrapped =
        new IllegalStateException(new RuntimeException(new SQLException("x", state)));
    assertThat(Passing.isContention(wrapped)).isEqualTo(contention);
    assertThat(Passing.isOutage(wrapped)).isEqualTo(outage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sorry, acquisition timeout!",
        "Acquisition timeout while waiting for new connection"
      })
  void emptyPool_isAnOutage(String message) {
    assertThat(Passing.isOutage(new SQLException(message))).isTrue();
  }
}
