package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One Message-ID is one message, however often it is sent and whatever happens meanwhile. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class LettersTest {

  private static final String OLD_NAME = "Mrs Chen";
  private static final String NEW_NAME = "Mrs Li-Chen";

  @Inject DataSource dataSource;

  private String mei;
  private Story story;
  private boolean down;

  @BeforeEach
  void somebody() {
    mei = Story.staff("mei");
    story = Story.of(null, mei, mei);
    story.customer = OLD_NAME;
  }

  @AfterEach
  void everythingWorksAgain() throws SQLException {
    execute("DROP TRIGGER IF EXISTS crash ON delivery");
    execute("DROP TRIGGER IF EXISTS slow ON delivery");
    if (down) {
      MailServer.up();
    }
  }

  @Test
  void whatMayHaveArrivedIsSentAgainAsItWas() throws Exception {
    crashBeforeTheMark();
    story.breached("FIRST_FEEDBACK");
    String first = raw(mails(1).get(0));
    assertThat(first).contains("Customer:  " + OLD_NAME);
    rename();
    MailServer.down();
    down = true;
    afterTheCrash();
    // the next attempt certainly arrives nowhere, the first may have
    dueNow();
    await()
        .untilAsserted(
            () -> assertThat(notices("lease IS NULL AND attempts > 1 AND maybe_sent")).hasSize(1));
    MailServer.up();
    down = false;
    dueNow();

    assertThat(raw(mails(1).get(0))).isEqualTo(first);
    await()
        .untilAsserted(
            () -> assertThat(notices("state = 'DELIVERED' AND letter IS NULL")).hasSize(1));
  }

  @Test
  void whatCannotHaveArrivedTellsOfThingsAsTheyAre() throws Exception {
    MailServer.down();
    down = true;
    story.breached("FIRST_FEEDBACK");
    await()
        .untilAsserted(
            () ->
                assertThat(notices("lease IS NULL AND attempts > 0 AND letter IS NULL"))
                    .hasSize(1));
    rename();
    MailServer.up();
    down = false;
    dueNow();

    assertThat(Mails.text(mails(1).get(0))).contains(NEW_NAME);
  }

  @Test
  void letterWrittenWhileTheCustomerIsErased_isForgotten() throws Exception {
    crashBeforeTheMark();
    execute(
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(815); RETURN NEW; END $$");
    execute(
        "CREATE TRIGGER slow BEFORE UPDATE OF letter ON delivery FOR EACH ROW WHEN (NEW.letter IS NOT NULL AND NEW.recipient = '%s') EXECUTE FUNCTION slow()"
            .formatted(Story.address(mei)));
    try (Connection brake = dataSource.getConnection();
        Statement lock = brake.createStatement()) {
      lock.execute("SELECT pg_advisory_lock(815)");
      try {
        story.breached("FIRST_FEEDBACK");
        await().until(() -> waiting("SET letter = $1"));
        story.customer = null;
        story.subject = "[erased]";
        story.happens("erased");
        await().until(() -> waiting("SET letter = NULL"));
      } finally {
        lock.execute("SELECT pg_advisory_unlock(815)");
      }
    }
    await()
        .untilAsserted(
            () ->
                assertThat(column("SELECT 1 FROM ticket_copy WHERE subject = '[erased]' AND id = "))
                    .hasSize(1));

    assertThat(notices("letter IS NOT NULL")).isEmpty();
    afterTheCrash();
    dueNow();
    assertThat(raw(mails(2).get(1))).doesNotContain(OLD_NAME);
  }

  /** Mails to her arrive, but that they did cannot be written down; a sequence is not undone. */
  private void crashBeforeTheMark() throws SQLException {
    execute("CREATE SEQUENCE IF NOT EXISTS crashes");
    execute("ALTER SEQUENCE crashes RESTART");
    execute(
        "CREATE OR REPLACE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('crashes'); RAISE EXCEPTION 'crash'; END $$");
    execute(
        "CREATE TRIGGER crash BEFORE UPDATE ON delivery FOR EACH ROW WHEN (NEW.state = 'DELIVERED' AND NEW.recipient = '%s') EXECUTE FUNCTION crash()"
            .formatted(Story.address(mei)));
  }

  private void afterTheCrash() throws SQLException {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !rows("SELECT 1 FROM crashes WHERE is_called").isEmpty());
    execute("DROP TRIGGER crash ON delivery");
  }

  private void rename() {
    story.customer = NEW_NAME;
    story.happens("noted");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        column(
                            "SELECT 1 FROM ticket_copy WHERE customer_name = '%s' AND id = "
                                .formatted(NEW_NAME)))
                    .hasSize(1));
  }

  private void dueNow() throws SQLException {
    execute(
        "UPDATE delivery SET due_at = now() WHERE state = 'PENDING' AND recipient = '%s'"
            .formatted(Story.address(mei)));
  }

  private List<MimeMessage> mails(int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> MailServer.to(Story.address(mei)).size() >= count);
    return MailServer.to(Story.address(mei));
  }

  private static String raw(MimeMessage mail) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // what each relay adds on the way
    mail.writeTo(bytes, new String[] {"Received", "Return-Path"});
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> notices(String condition) throws SQLException {
    return rows(
        "SELECT id FROM delivery WHERE recipient = '%s' AND %s"
            .formatted(Story.address(mei), condition));
  }

  private List<String> column(String sqlUpToTheTicket) throws SQLException {
    return rows("%s'%s'".formatted(sqlUpToTheTicket, story.id));
  }

  private boolean waiting(String statement) throws SQLException {
    return !rows("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND strpos(query, '%s') > 0"
            .formatted(statement))
        .isEmpty();
  }

  private List<String> rows(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (row.next()) {
        found.add(row.getString(1));
      }
      return found;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
