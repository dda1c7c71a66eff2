package io.heard.tickets.inbound;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMailUtil;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No mail is lost and none is taken twice, whatever happens to readers and mailbox. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(Mailboxes.class)
class MailboxTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String sender = "li-" + UUID.randomUUID() + "@customer.test";

  @Inject MailboxReader reader;

  private String mail(String subject, String headers, String text) {
    return "From: "
        + sender
        + "\r\nTo: "
        + Mailboxes.ADDRESS
        + "\r\nMessage-ID: <"
        + UUID.randomUUID()
        + "@customer.test>\r\nSubject: "
        + subject
        + "\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\n"
        + headers
        + "\r\n"
        + text
        + "\r\n";
  }

  private static void deliver(String raw) {
    Mailboxes.user()
        .deliver(
            GreenMailUtil.newMimeMessage(
                new ByteArrayInputStream(raw.getBytes(StandardCharsets.ISO_8859_1))));
  }

  private static List<String> column(String sql) {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (row.next()) {
        found.add(row.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> subjects() {
    return column(
        "SELECT subject FROM ticket WHERE customer_email = '" + sender + "' ORDER BY subject");
  }

  /** The service's own reader is the third. */
  @Test
  void replicasCompeteForOneMailbox_everyMailOnce() {
    List<String> expected = IntStream.range(10, 50).mapToObj(i -> "mail " + i).toList();
    List<CompletableFuture<Void>> replicas =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          UUID holder = UUID.randomUUID();
                          await()
                              .atMost(PATIENCE)
                              .pollInterval(Duration.ofMillis(20))
                              .until(
                                  () -> {
                                    read(holder);
                                    return subjects().size() >= expected.size();
                                  });
                        }))
            .toList();
    expected.forEach(subject -> deliver(mail(subject, "", "x")));
    replicas.forEach(CompletableFuture::join);
    assertThat(subjects()).isEqualTo(expected);
  }

  private void read(UUID holder) {
    try {
      reader.read("support", holder);
      // as a replica that was killed: the lease runs out
      execute("UPDATE inbound_mailbox SET until = '-infinity' WHERE holder = '" + holder + "'");
    } catch (MessagingException | IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A restored mailbox numbers its mails anew; somebody has opened one before Heard saw it. */
  @Test
  void numbersGivenAnew_nothingTwiceAndWhatSomebodyOpenedIsNotMissed() throws Exception {
    deliver(mail("before", "", "x"));
    await().atMost(PATIENCE).until(() -> subjects().equals(List.of("before")));
    // nobody reads while the mailbox is restored
    execute(
        "UPDATE inbound_mailbox SET holder = gen_random_uuid(), until = now() + interval '1 hour'");
    try {
      deliver(mail("opened", "", "y"));
      var inbox = Mailboxes.server().getManagers().getImapHostManager().getInbox(Mailboxes.user());
      inbox.getMessages().forEach(message -> message.setFlag(Flags.Flag.SEEN, true));
    } finally {
      execute(
          "UPDATE inbound_mailbox SET uid_validity = 1, last_uid = 1000000, until = '-infinity'");
    }
    await().atMost(PATIENCE).until(() -> subjects().equals(List.of("before", "opened")));
    deliver(mail("then", "", "z"));
    await().atMost(PATIENCE).until(() -> subjects().equals(List.of("before", "opened", "then")));
    assertThat(column("SELECT uid_validity FROM inbound_mailbox WHERE name = 'support'"))
        .isNotEqualTo(List.of("1"));
  }

  @Test
  void theMailboxIsDown_whatWaitsIsTakenOnceItIsBack() throws InterruptedException {
    deliver(mail("before", "", "x"));
    await().atMost(PATIENCE).until(() -> subjects().equals(List.of("before")));
    Mailboxes.imapDown();
    try {
      await().atMost(PATIENCE).until(() -> up().equals("0.0"));
      deliver(mail("meanwhile", "", "y"));
    } finally {
      Mailboxes.imapUp();
    }
    await().atMost(PATIENCE).until(() -> subjects().equals(List.of("before", "meanwhile")));
    await().atMost(PATIENCE).until(() -> up().equals("1.0"));
  }

  private static String up() {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("heard_inbound_mailbox_up{mailbox=\"support\""))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElse("");
  }

  @Test
  void malformed_isParkedOrTakenAsFarAsItGoes_andHoldsUpNoOther() {
    StringBuilder nested = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      nested
          .append("--b")
          .append(i)
          .append("\r\nContent-Type: multipart/mixed; boundary=b")
          .append(i + 1)
          .append("\r\n\r\n");
    }
    deliver(
        mail(
            "nested",
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n",
            nested + "--b30\r\n\r\nx\r\n--b30--"));
    deliver(
        mail("=?nonsense?Q?=C3=28?=", "Content-Type: text/plain; charset=no-such\r\n", "\u00e9"));
    deliver(mail("nul \u0000 in it", "Content-Type: ;;;\r\n", "a\u0000b"));
    deliver(mail("fine", "", "x"));
    await().atMost(PATIENCE).until(() -> subjects().contains("fine"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                column("SELECT state FROM inbound_message WHERE lower(sender) = '" + sender + "'")
                            .size()
                        + column(
                                "SELECT 1 FROM inbound_message WHERE reason = 'UNREADABLE' AND sender IS NULL")
                            .size()
                    >= 4);
    String parked =
        given()
            .auth()
            .oauth2(Tokens.of("zhang", "lead"))
            .get("/v1/inbound/parked?limit=200")
            .asString();
    assertThat(parked).contains("UNREADABLE");
    assertThat(subjects()).hasSizeGreaterThanOrEqualTo(2);
  }
}
