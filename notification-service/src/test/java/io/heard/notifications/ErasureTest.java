package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class ErasureTest {

  @Inject DataSource dataSource;
  @Inject Ledger ledger;

  /** Every row that holds a text, in the tables that hold texts of tickets. */
  private String holdings(String text) throws SQLException {
    StringBuilder found = new StringBuilder();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("ticket_copy", "ledger", "delivery", "alert", "inbox_parked")) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT t::text FROM " + table + " t WHERE t::text LIKE '%" + text + "%'")) {
          while (row.next()) {
            found.append(table).append(": ").append(row.getString(1)).append('\n');
          }
        }
      }
    }
    return found.toString();
  }

  @Test
  void wordsOfAnErasedTicket_areForgotten_andTheChainHolds() throws SQLException {
    String secret = "Zyx" + UUID.randomUUID();
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.subject = "Filter for " + secret;
    story.happens("logged").breached("FIRST_FEEDBACK");
    String alert = (String) Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    await()
        .untilAsserted(
            () ->
                assertThat(Calls.deliveries(alert)).extracting("state").containsOnly("DELIVERED"));
    assertThat(holdings(secret)).contains("ticket_copy", "ledger");

    story.subject = "[erased]";
    story.happens("erased");

    await().untilAsserted(() -> assertThat(holdings(secret)).isEmpty());
    assertThat(ledger.verify(story.id, null).findings()).isEmpty();
    assertThat(ledger.read(story.id, 0, 100)).anyMatch(LedgerEntry::erased);
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").toString()).contains("[erased]");
  }
}
