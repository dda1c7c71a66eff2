package io.heard.tickets.inbound;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.util.GreenMailUtil;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.mail.Flags;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** What becomes of mails. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(Mailboxes.class)
class MailTest {

  private static final String LEAD = Tokens.of("zhang", "agent", "lead");

  @Inject MailDesk desk;

  private static String mail(String id, String from, String subject, String more, String text) {
    return ("From: "
        + from
        + "\r\nTo: "
        + Mailboxes.ADDRESS
        + "\r\nMessage-ID: "
        + id
        + "\r\nSubject: "
        + subject
        + "\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\n"
        + more
        + (more.contains("Content-Type")
            ? ""
            : "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n")
        + "\r\n"
        + text
        + "\r\n");
  }

  private static String id() {
    return "<" + UUID.randomUUID() + "@customer.test>";
  }

  private static String sender() {
    return "chen-" + UUID.randomUUID() + "@customer.test";
  }

  private static StoredMessage deliver(String raw) {
    MimeMessage message =
        GreenMailUtil.newMimeMessage(
            new java.io.ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8)));
    Mailboxes.user().deliver(message);
    List<StoredMessage> all = folder().getMessages();
    return all.get(all.size() - 1);
  }

  private static MailFolder folder() {
    try {
      return Mailboxes.server().getManagers().getImapHostManager().getInbox(Mailboxes.user());
    } catch (com.icegreen.greenmail.store.FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitSeen(StoredMessage message) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> message.getFlags().contains(Flags.Flag.SEEN));
  }

  private static List<String> texts(String sql) {
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

  private static List<String> ticketsOf(String email) {
    return texts("SELECT id FROM ticket WHERE customer_email = '" + email + "' ORDER BY id");
  }

  private static JsonPath ticket(String id) {
    return given().auth().oauth2(LEAD).get("/v1/tickets/" + id).jsonPath();
  }

  private static String parkedId(String messageId) {
    return texts(
            "SELECT id FROM inbound_message WHERE message_id = '"
                + messageId
                + "' AND state = 'PARKED'")
        .stream()
        .findFirst()
        .orElse(null);
  }

  @Test
  void aMailBecomesATicket_itsFilesKept_thenSeen() {
    String from = sender();
    String boundary = "b1";
    String body =
        "--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            + "滤芯要换\r\n--b2\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--b2--\r\n--b1\r\nContent-Type: image/png; name=\"../../leak.png\"\r\n"
            + "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b1--";
    StoredMessage stored =
        deliver(
            mail(
                id(),
                "\"Mrs Chen\" <" + from + ">",
                "=?UTF-8?B?5ruk6Iqv?= leaks",
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=" + boundary + "\r\n",
                body));

    awaitSeen(stored);

    assertThat(ticketsOf(from)).hasSize(1);
    JsonPath ticket = ticket(ticketsOf(from).get(0));
    assertThat(ticket.getString("subject")).isEqualTo("滤芯 leaks");
    assertThat(ticket.getString("statedRequest")).isEqualTo("滤芯要换");
    assertThat(ticket.getString("channel")).isEqualTo("EMAIL");
    assertThat(ticket.getString("customer.name")).isEqualTo("Mrs Chen");
    assertThat(ticket.getString("owner.team")).isEqualTo("front-desk");
    assertThat(ticket.getString("receiver")).isEqualTo("mei");
    String path = "/v1/tickets/" + ticket.getString("id") + "/attachments";
    JsonPath files = given().auth().oauth2(LEAD).get(path).jsonPath();
    assertThat(files.getList("items.name")).containsExactly("leak.png");
    byte[] content =
        given()
            .auth()
            .oauth2(LEAD)
            .get(path + "/" + files.getString("items[0].id"))
            .then()
            .statusCode(200)
            .header("X-Content-Type-Options", "nosniff")
            .extract()
            .asByteArray();
    assertThat(content).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void headersInUtf8() throws IOException {
    String from = sender();
    Path file = Files.createTempFile("mail", ".eml");
    Files.writeString(file, mail(id(), "李雷 <" + from + ">", "滤芯漏水", "", "x"));
    assertThat(desk.take("support", file)).isEqualTo(MailDesk.Outcome.TICKET);
    JsonPath ticket = ticket(ticketsOf(from).get(0));
    assertThat(ticket.getString("subject")).isEqualTo("滤芯漏水");
    assertThat(ticket.getString("customer.name")).isEqualTo("李雷");
  }

  @Test
  void htmlOnly_isReadAsText() {
    String from = sender();
    awaitSeen(
        deliver(
            mail(
                id(),
                from,
                "html",
                "MIME-Version: 1.0\r\nContent-Type: text/html; charset=UTF-8\r\n",
                "<style>x{}</style><p>First line</p><p>Second &amp; last<br>end</p><script>bad()</script>")));
    assertThat(ticket(ticketsOf(from).get(0)).getString("statedRequest"))
        .isEqualTo("First line\nSecond & last\nend");
  }

  @Test
  void htmlWhoseCharsetStandsInItsMeta() throws IOException {
    String from = sender();
    String html = "<html><head><meta charset=\"gbk\"></head><body>滤芯漏水</body></html>";
    taken(from, "Content-Type: text/html\r\n", html, Charset.forName("GBK"));
    assertThat(ticket(ticketsOf(from).get(0)).getString("statedRequest")).isEqualTo("滤芯漏水");
    assertThat(filesOf(from)).isEmpty();
  }

  @Test
  void lettersOfNoKnownCharset_theMailItselfStaysWithTheTicket() throws IOException {
    for (String type : List.of("text/plain", "text/html", "text/plain; charset=x-nobody-knows")) {
      String from = sender();
      taken(from, "Content-Type: " + type + "\r\n", "滤芯漏水", Charset.forName("GBK"));
      assertThat(filesOf(from)).as(type).containsExactly("mail.eml");
      String path = "/v1/tickets/" + ticketsOf(from).get(0) + "/attachments";
      String file = given().auth().oauth2(LEAD).get(path).path("items[0].id");
      byte[] kept = given().auth().oauth2(LEAD).get(path + "/" + file).asByteArray();
      assertThat(new String(kept, Charset.forName("GBK"))).contains("滤芯漏水");
    }
    // nothing declared, or less than there is, but it is UTF-8
    for (String type : List.of("text/plain", "text/html", "text/plain; charset=us-ascii")) {
      String from = sender();
      taken(from, "Content-Type: " + type + "\r\n", "滤芯漏水", StandardCharsets.UTF_8);
      assertThat(ticket(ticketsOf(from).get(0)).getString("statedRequest")).isEqualTo("滤芯漏水");
      assertThat(filesOf(from)).as(type).isEmpty();
    }
  }

  /** Beyond what is read at all of a part there may be words. */
  @Test
  void htmlLongerThanWhatIsRead_theMailItselfStaysWithTheTicket() throws IOException {
    String from = sender();
    String html = "<p>芯</p><!--" + "芯".repeat(70_000) + "--><p>the end</p>";
    taken(from, "Content-Type: text/html; charset=UTF-8\r\n", html, StandardCharsets.UTF_8);
    assertThat(ticket(ticketsOf(from).get(0)).getString("statedRequest")).isEqualTo("芯");
    assertThat(filesOf(from)).containsExactly("mail.eml");
  }

  private void taken(String from, String type, String text, Charset charset) throws IOException {
    Path file = Files.createTempFile("heard-test-", ".eml");
    String more = "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n" + type;
    Files.write(file, mail(id(), from, "letters", more, text).getBytes(charset));
    assertThat(desk.take("support", file)).isEqualTo(MailDesk.Outcome.TICKET);
    Files.delete(file);
  }

  private static List<String> filesOf(String from) {
    return given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/tickets/" + ticketsOf(from).get(0) + "/attachments")
        .path("items.name");
  }

  @Test
  void anAnswerIsAContact_byThreadOrByNumberFromTheCustomer() {
    String from = sender();
    String first = id();
    awaitSeen(deliver(mail(first, from, "Filter", "", "please change it")));
    String id = ticketsOf(from).get(0);
    String number = ticket(id).getString("number");
    awaitSeen(
        deliver(
            mail(
                id(),
                "other@customer.test",
                "Re: Filter",
                "In-Reply-To: " + first + "\r\nReferences: <x@y> " + first + "\r\n",
                "when do you come?")));
    awaitSeen(deliver(mail(id(), from, "again " + number, "", "still waiting")));
    List<String> contacts =
        texts(
            "SELECT data::jsonb ->> 'text' FROM ledger WHERE aggregate_id = '"
                + id
                + "' AND type = 'heard.ticket.contacted.v1' ORDER BY sequence");
    assertThat(contacts).containsExactly("when do you come?", "still waiting");
    assertThat(ticket(id).getString("urgency")).isEqualTo("HIGH");
    // a number alone, from somebody else, opens no door into another's ticket
    String stranger = sender();
    awaitSeen(deliver(mail(id(), stranger, "about " + number, "", "let me in")));
    assertThat(ticketsOf(stranger)).hasSize(1);
  }

  @Test
  void theSameMailAgainIsOneTicket_theSameIdWithOtherWordsAnother() throws IOException {
    String from = sender();
    String id = id();
    String raw = mail(id, from, "once", "", "one");
    awaitSeen(deliver(raw));
    awaitSeen(deliver("Received: by another way\r\n" + raw));
    assertThat(ticketsOf(from)).hasSize(1);
    awaitSeen(deliver(mail(id, from, "once", "", "something else")));
    assertThat(ticketsOf(from)).hasSize(2);
  }

  /** Killed after the commit, before the mail was marked: the next reader meets it again. */
  @Test
  void committedButNotMarked_noSecondTicket() {
    String from = sender();
    StoredMessage stored = deliver(mail(id(), from, "kill", "", "x"));
    awaitSeen(stored);
    stored.setFlag(Flags.Flag.SEEN, false);
    awaitSeen(stored);
    assertThat(ticketsOf(from)).hasSize(1);
  }

  /** Killed within: neither ticket nor mark, and the mail stays unseen until it is taken. */
  @Test
  void cutOffBeforeTheCommit_staysUnseenThenIsTaken() throws SQLException {
    String from = sender();
    StoredMessage stored;
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE FUNCTION refuse_mail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.ticket_id IS NOT NULL AND NEW.sender = '"
              + from
              + "'"
              + " THEN RAISE EXCEPTION 'killed' USING ERRCODE = '57P01'; END IF; RETURN NEW; END $$");
      statement.execute(
          "CREATE TRIGGER refuse_mail BEFORE UPDATE ON inbound_message FOR EACH ROW EXECUTE FUNCTION refuse_mail()");
      try {
        stored = deliver(mail(id(), from, "cut", "", "x"));
        await()
            .during(Duration.ofSeconds(1))
            .atMost(Duration.ofSeconds(5))
            .until(() -> !stored.getFlags().contains(Flags.Flag.SEEN));
        assertThat(ticketsOf(from)).isEmpty();
      } finally {
        statement.execute("DROP TRIGGER refuse_mail ON inbound_message");
        statement.execute("DROP FUNCTION refuse_mail()");
      }
    }
    awaitSeen(stored);
    assertThat(ticketsOf(from)).hasSize(1);
  }

  @Test
  void fourReadersAtOnce_oneTicket() throws IOException {
    String from = sender();
    Path file = Files.createTempFile("heard-test-", ".eml");
    Files.writeString(file, mail(id(), from, "shared", "", "x"));
    List<CompletableFuture<MailDesk.Outcome>> takers =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> desk.take("support", file)))
            .toList();
    assertThat(takers.stream().map(CompletableFuture::join))
        .containsExactlyInAnyOrder(
            MailDesk.Outcome.TICKET,
            MailDesk.Outcome.KNOWN_ALREADY,
            MailDesk.Outcome.KNOWN_ALREADY,
            MailDesk.Outcome.KNOWN_ALREADY);
    assertThat(ticketsOf(from)).hasSize(1);
    Files.delete(file);
  }

  @Test
  void machinesAndOversizedMailsAreParked_shownAndTakenWhenAPersonSaysSo() {
    String from = sender();
    String away = id();
    String alert = id();
    String large = id();
    awaitSeen(
        deliver(
            mail(
                away,
                from,
                "Out of office",
                "Auto-Submitted: auto-replied\r\n",
                "back on Monday")));
    awaitSeen(deliver(mail(alert, Mailboxes.ADDRESS, "loop", "", "x")));
    String raw = mail(large, from, "large", "", "x\r\n".repeat(110_000));
    awaitSeen(deliver(raw));
    assertThat(ticketsOf(from)).isEmpty();
    JsonPath parked = given().auth().oauth2(LEAD).get("/v1/inbound/parked?limit=200").jsonPath();
    assertThat(parked.getString("items.find{it.id=='" + parkedId(away) + "'}.reason"))
        .isEqualTo("AUTOMATIC");
    assertThat(parked.getString("items.find{it.id=='" + parkedId(alert) + "'}.reason"))
        .isEqualTo("OWN_MAIL");
    String largeId = parkedId(large);
    assertThat(parked.getString("items.find{it.id=='" + largeId + "'}.reason"))
        .isEqualTo("TOO_LARGE");
    byte[] source =
        given().auth().oauth2(LEAD).get("/v1/inbound/parked/" + largeId + "/source").asByteArray();
    assertThat(new String(source, StandardCharsets.UTF_8))
        .contains("Message-ID: " + large)
        .hasSizeGreaterThan(330_000);

    given()
        .auth()
        .oauth2(LEAD)
        .contentType("application/json")
        .post("/v1/inbound/parked/" + largeId + "/retry")
        .then()
        .statusCode(200);
    assertThat(ticketsOf(from)).hasSize(1);
    String awayId = parkedId(away);
    given()
        .auth()
        .oauth2(LEAD)
        .contentType("application/json")
        .body("{}")
        .post("/v1/inbound/parked/" + awayId + "/discard")
        .then()
        .statusCode(400);
    given()
        .auth()
        .oauth2(LEAD)
        .contentType("application/json")
        .body("{\"reason\": \"holiday reply\"}")
        .post("/v1/inbound/parked/" + awayId + "/discard")
        .then()
        .statusCode(204);
    given()
        .auth()
        .oauth2(LEAD)
        .contentType("application/json")
        .post("/v1/inbound/parked/" + awayId + "/retry")
        .then()
        .statusCode(409);
    given()
        .auth()
        .oauth2(Tokens.of("mei", "frontline"))
        .get("/v1/inbound/parked")
        .then()
        .statusCode(403);
  }

  @Test
  void aMailNobodyCanAnswerIsParked() {
    String id = id();
    awaitSeen(deliver("Message-ID: " + id + "\r\nSubject: nobody\r\n\r\nx\r\n"));
    assertThat(texts("SELECT reason FROM inbound_message WHERE message_id = '" + id + "'"))
        .containsExactly("NO_SENDER");
  }

  @Test
  void encodedInNoWayAnybodyKnows_parked_andARetrySaysSo() {
    String more = "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-unknown\r\n";
    awaitSeen(deliver(mail(id(), sender(), "odd", more, "x")));
    String id =
        texts(
                "SELECT id FROM inbound_message WHERE reason = 'UNREADABLE' AND state = 'PARKED' ORDER BY id DESC LIMIT 1")
            .get(0);
    given()
        .auth()
        .oauth2(LEAD)
        .post("/v1/inbound/parked/" + id + "/retry")
        .then()
        .statusCode(409)
        .body("type", org.hamcrest.Matchers.equalTo("urn:heard:problem:still-unreadable"));
    assertThat(texts("SELECT state FROM inbound_message WHERE id = '" + id + "'"))
        .containsExactly("PARKED");
  }
}
