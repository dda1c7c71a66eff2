package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.heard.kit.paging.Cursor;
import io.heard.testkit.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PagingTest extends KitTest {

  @AfterEach
  void realTime() {
    TestClock.get().reset();
  }

  @Test
  void writesWhileReading_noneSkippedNoneDoubled() {
    String mark = UUID.randomUUID().toString();
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      if (i % 5 == 0) {
        // several at the same instant: the id decides
        TestClock.get().freeze(Instant.now());
      }
      written.add(desk.write(mark + " " + i).id().toString());
    }
    TestClock.get().reset();
    List<String> read = new ArrayList<>();
    String after = null;
    do {
      var request = mei().queryParam("limit", 4).queryParam("q", mark);
      Response page =
          after == null
              ? request.get("/v1/notes")
              : request.queryParam("after", after).get("/v1/notes");
      assertThat(page.statusCode()).isEqualTo(200);
      read.addAll(page.path("items.id"));
      after = page.path("next");
      desk.write(mark + " meanwhile");
    } while (after != null);
    assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void link_leadsToTheNextPage_withTheSameQuestion() {
    String mark = "{curly} & ümlaut+" + UUID.randomUUID();
    for (int i = 0; i < 3; i++) {
      desk.write(mark + i);
    }
    Response first = mei().queryParam("limit", "2").queryParam("q", mark).get("/v1/notes");
    assertThat(first.path("items.size()").toString()).isEqualTo("2");
    String link = first.header("Link");
    assertThat(link).startsWith("</v1/notes?").endsWith(">; rel=\"next\"").doesNotContain("{");
    mei()
        .urlEncodingEnabled(false)
        .get(link.substring(1, link.indexOf('>')))
        .then()
        .statusCode(200)
        .header("Link", nullValue())
        .body("next", nullValue())
        .body("items.size()", equalTo(1))
        .body("items[0].text", equalTo(mark + "0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "201", "1000000000", "x", "1.5", " 5"})
  void limit_isRefused(String limit) {
    mei()
        .queryParam("limit", limit)
        .get("/v1/notes")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/query/limit"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "%%%", "AAAA", "LXdyaXR0ZW4"})
  void cursor_isRefused(String cursor) {
    refused(cursor);
  }

  @Test
  void cursorOfAnotherOrdering_orForged_isRefused() {
    UUID id = UUID.randomUUID();
    refused(Cursor.of("due", Instant.EPOCH, id).encode());
    refused(Cursor.of("-written", Instant.EPOCH).encode());
    refused(Cursor.of("-written", Instant.EPOCH, "no uuid").encode());
    refused(Cursor.of("-written", "no time", id).encode());
    refused(Cursor.of("-written", Instant.MAX, id).encode());
    refused(Cursor.of("-written", Instant.MIN, id).encode());
    refused(Cursor.of("-written", "a\0b", id).encode());
  }

  private static void refused(String cursor) {
    mei()
        .queryParam("after", cursor)
        .get("/v1/notes")
        .then()
        .statusCode(400)
        .body("errors[0].code", equalTo("invalid-cursor"))
        .body("errors[0].pointer", equalTo("/query/after"));
  }
}
