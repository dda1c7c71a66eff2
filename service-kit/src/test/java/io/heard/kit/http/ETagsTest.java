package io.heard.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.kit.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ETagsTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"*", "\"7\"", "W/\"7\"", "\"6\", \"7\"", " \"7\" "})
  void ifMatch_matches(String header) {
    assertThatCode(() -> ETags.requireMatch(header, 7)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"6\"", "\"77\"", "\"\"", "\"6\", \"8\"", "W/\"6\""})
  void ifMatch_stale_is412(String header) {
    assertThatThrownBy(() -> ETags.requireMatch(header, 7))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(412));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "", "\"7", "\"7\" \"8\"", "w/\"7\"", "*, \"7\"", "\"7\","})
  void malformed_is400(String header) {
    assertThatThrownBy(() -> ETags.requireMatch(header, 7))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(400);
              assertThat(problem.errors().get(0).pointer()).isEqualTo("/header/If-Match");
            });
  }

  @Test
  void ifNoneMatch() {
    assertThat(ETags.notModified(null, 7)).isFalse();
    assertThat(ETags.notModified("\"7\"", 7)).isTrue();
    assertThat(ETags.notModified("\"6\"", 7)).isFalse();
    assertThat(ETags.notModified("*", 7)).isTrue();
  }
}
