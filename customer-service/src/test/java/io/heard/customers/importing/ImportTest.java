package io.heard.customers.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.heard.customers.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportTest extends ServiceTest {

  private static Response send(String file) {
    return send(file.getBytes(StandardCharsets.UTF_8), "text/csv");
  }

  private static Response send(byte[] file, String type) {
    return as("li", "lead")
        .config(
            RestAssuredConfig.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
        .contentType(type)
        .body(file)
        .post("/v1/customers/import");
  }

  @Test
  void rows_eachByItself() {
    String phone = phone();
    String email = email();
    String taken = phone();
    UUID owner = registerWithPhone("Owner", taken);
    send("""
            \uFEFFname,phones,emails,tier,values
            "Chen, Wei","%s; %s",%s,GOLD,BRAND;REACH
            Somebody,%s,,,
            ,12,no mail,gold,
            too few cells
            """
            .formatted(phone, phone(), email, taken))
        .then()
        .statusCode(200)
        .body("registered", equalTo(1))
        .body("known", equalTo(1))
        .body("refused", equalTo(2))
        .body("rows.outcome", contains("REGISTERED", "KNOWN", "REFUSED", "REFUSED"))
        .body("rows[1].customer", equalTo(owner.toString()))
        .body(
            "rows[2].errors.pointer",
            containsInAnyOrder("/name", "/phones/0", "/emails/0", "/tier"));
    mei()
        .queryParam("phone", phone)
        .get("/v1/customers")
        .then()
        .body("items[0].name", equalTo("Chen, Wei"))
        .body("items[0].phones", hasSize(2))
        .body("items[0].values", contains("BRAND", "REACH"))
        .body("items[0].tier", equalTo("GOLD"));
  }

  @Test
  void sameFileAgain_sameCustomers() {
    String file = "name\nNobody %s\nNobody %s\n".formatted(UUID.randomUUID(), UUID.randomUUID());
    List<String> first = send(file).then().statusCode(200).extract().path("rows.customer");
    assertThat(first).doesNotHaveDuplicates().hasSize(2);
    send(file).then().statusCode(200).body("rows.customer", equalTo(first));
  }

  @Test
  void otherCharset() {
    String name = "陈" + UUID.randomUUID();
    String id =
        send(("name\n" + name + "\n").getBytes(Charset.forName("GBK")), "text/csv; charset=GBK")
            .then()
            .statusCode(200)
            .extract()
            .path("rows[0].customer");
    assertThat(read(UUID.fromString(id)).get("name").asText()).isEqualTo(name);
    send(("name\n" + name + "\n").getBytes(Charset.forName("GBK")), "text/csv")
        .then()
        .statusCode(400)
        .body("errors.code", contains("malformed-text"));
    send("name\nx\n".getBytes(StandardCharsets.UTF_8), "text/csv; charset=klingon")
        .then()
        .statusCode(400);
  }

  @Test
  void noSuchFile_nothingRegistered() {
    send("name,colour,size\nA,red,1\n")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/header/colour", "/header/size"));
    send("phones\n1\n").then().statusCode(400).body("errors.pointer", contains("/header/name"));
    send("name,phones,name\nA,,B\n")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/header/name"))
        .body("errors.code", contains("duplicate"));
    send("").then().statusCode(400);
    send("name\n\"unfinished\n").then().statusCode(400);
    for (String row : List.of("\"never closed\n", "\"closed\" and more\n")) {
      send("name\nA\n" + row)
          .then()
          .statusCode(400)
          .body("errors.code", contains("malformed-csv"))
          .body(
              "errors.message",
              contains(
                  "is no CSV (RFC 4180): from line 3 on a quotation mark is not closed, or text follows a closing one"));
    }
    send("name\n" + "A\n".repeat(5_001))
        .then()
        .statusCode(400)
        .body("errors.code", contains("too-many-rows"));
    mei()
        .contentType("text/csv")
        .body("name\nA\n")
        .post("/v1/customers/import")
        .then()
        .statusCode(403);
  }
}
