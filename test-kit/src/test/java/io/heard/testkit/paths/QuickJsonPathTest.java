package io.heard.testkit.paths;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** It finds what REST Assured finds, in the same types. */
class QuickJsonPathTest {
  private static final String JSON =
      """
      {"id": 1, "price": 1.5, "large": 12345678901, "none": null, "empty": [], "yes": true, "text": "x",
       "items": [{"t": {"id": "a", "n": [1, 2]}}, {"t": null}, {"t": {"id": "b", "size": 3}}, null],
       "grid": [[{"x": 1}, {"x": 2}], [{"x": 3}]], "mixed": [{"x": 1}, 2],
       "odd": {"empty": 1, "class": 2, "size": 7, "a-b": 4, "x_1": 5}}""";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$",
        "",
        "id",
        "price",
        "large",
        "none",
        "empty",
        "yes",
        "text",
        "items",
        "items.t",
        "items.t.id",
        "items.t.n",
        "items.t.size",
        "items.size",
        "items.size()",
        "items[0]",
        "items[0].t.id",
        "items[0].t.n[1]",
        "items[1].t.id",
        "items[9]",
        "items[9].t",
        "items[-1]",
        "items[0].none",
        "items.none",
        "items.t[2].id",
        "items.find { it?.t?.id == 'b' }.t.size",
        "grid",
        "grid[0]",
        "grid[0].x",
        "grid[0][1].x",
        "grid.x",
        "none.id",
        "none[0]",
        "text.id",
        "nothing",
        "nothing.more",
        "empty.id",
        "empty[0]",
        "odd.empty",
        "odd.class",
        "odd.size",
        "odd.'a-b'",
        "odd.x_1",
        "mixed.x"
      })
  void whateverThePath(String path) {
    Object expected = new JsonPath(JSON).get(path);
    Object found = new QuickJsonPath(JSON).get(path);
    assertThat(found).isEqualTo(expected);
    if (expected != null) {
      assertThat(found).hasSameClassAs(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"items[0", "items.find {"})
  void whereRestAssuredFindsFault_soDoesIt(String path) {
    assertThat(failure(new QuickJsonPath(JSON), path))
        .isNotNull()
        .hasSameClassAs(failure(new JsonPath(JSON), path));
  }

  private static Throwable failure(JsonPath json, String path) {
    try {
      json.get(path);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }
}
