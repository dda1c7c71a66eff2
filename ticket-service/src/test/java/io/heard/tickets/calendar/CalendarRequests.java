package io.heard.tickets.calendar;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.heard.testkit.Tokens;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;

/** What tests ask of the calendars' resource. */
final class CalendarRequests {
  static RequestSpecification as(String user, String... roles) {
    return given().auth().oauth2(Tokens.of(user, roles)).contentType(ContentType.JSON);
  }

  static RequestSpecification admin() {
    return as("ada", "admin");
  }

  static String unique(String name) {
    return name + " " + UUID.randomUUID().toString().substring(0, 13);
  }

  static String office(String name, String hours) {
    return """
        {"name": "%s", "timeZone": "Europe/Berlin", "weekly": {"TUE": ["%s"], "MON": ["08:00-12:00", "13:00-18:00"]},
         "holidays": ["2026-05-01", "--12-25"], "openDays": {"2026-12-24": ["08:00-12:00"], "2026-01-03": []}}
        """
        .formatted(name, hours);
  }

  static Response create(String name) {
    Response created = admin().body(office(name, "09:00-17:00")).post("/v1/calendars");
    assertThat(created.statusCode()).isEqualTo(201);
    return created;
  }

  private CalendarRequests() {}
}
