package io.heard.tickets.calendar;

import static io.heard.tickets.calendar.CalendarRequests.admin;
import static io.heard.tickets.calendar.CalendarRequests.as;
import static io.heard.tickets.calendar.CalendarRequests.create;
import static io.heard.tickets.calendar.CalendarRequests.office;
import static io.heard.tickets.calendar.CalendarRequests.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = Database.class, restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = false)
class CalendarConcurrencyTest {

  private static List<Integer> atOnce(int times, IntFunction<Integer> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    try {
      List<Callable<Integer>> calls =
          IntStream.range(0, times).<Callable<Integer>>mapToObj(i -> () -> call.apply(i)).toList();
      List<Integer> answers = new ArrayList<>();
      for (Future<Integer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void sameName_isAConflict_alsoWhenSentAtOnce() throws Exception {
    String name = unique("twins");
    List<Integer> answers =
        atOnce(
            6, i -> admin().body(office(name, "09:00-17:00")).post("/v1/calendars").statusCode());
    assertThat(answers).containsOnlyOnce(201);
    assertThat(answers.stream().filter(s -> s == 409)).hasSize(5);
    admin()
        .body(office("24x7", "09:00-17:00"))
        .post("/v1/calendars")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:name-taken"));
  }

  @Test
  void ofTwoAdminsAtOnce_oneIsToldToLookAgain() throws Exception {
    String name = unique("contended");
    create(name);
    List<Integer> answers =
        atOnce(
            8,
            i ->
                admin()
                    .header("If-Match", "\"1\"")
                    .body(office(name, "1%d:00-20:00".formatted(i)))
                    .put("/v1/calendars/{ref}", name)
                    .statusCode());
    assertThat(answers).containsOnlyOnce(200);
    assertThat(answers.stream().filter(s -> s == 412)).hasSize(7);
    as("mei", "lead").get("/v1/calendars/{ref}/versions", name).then().body("items", hasSize(2));
  }

  @Test
  void patchesAtOnce_doNotLoseEachOther() throws Exception {
    String name = unique("merged");
    create(name);
    List<String> days = List.of("WED", "THU", "FRI", "SAT", "SUN");
    List<Integer> answers =
        atOnce(
            5,
            i ->
                admin()
                    .body("{\"weekly\": {\"" + days.get(i) + "\": [\"10:00-11:00\"]}}")
                    .patch("/v1/calendars/{ref}", name)
                    .statusCode());
    assertThat(answers).containsOnly(200);
    as("mei", "lead")
        .get("/v1/calendars/{ref}", name)
        .then()
        .body("version", equalTo(6))
        .body("weekly.keySet()", contains("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"));
  }
}
