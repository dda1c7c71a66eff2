package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.kit.ledger.Eraser;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.ledger.Redaction;
import io.heard.testkit.TestClock;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LedgerTest extends KitTest {

  @Inject Ledger ledger;
  @Inject Eraser eraser;

  @AfterEach
  void realTime() {
    TestClock.get().reset();
  }

  @Test
  void chain_leadsFromTheFirstEntryToTheHead() {
    Note note = desk.write("one");
    note = desk.rewrite(note.id(), "two", "three");

    List<LedgerEntry> entries = ledger.read(note.id(), 0, 10);
    assertThat(entries).extracting(LedgerEntry::sequence).containsExactly(1, 2, 3);
    assertThat(entries.get(0).previousHash()).isEqualTo(LedgerEntry.GENESIS);
    assertThat(entries.get(2).previousHash()).isEqualTo(entries.get(1).hash());
    assertThat(ledger.verify(note.id(), note.head()).findings()).isEmpty();
    assertThat(ledger.verify(note.id(), note.head()).entries()).isEqualTo(3);
  }

  @Test
  void verify_entriesWrittenSinceTheHeadWasRead_noFinding() {
    Note early = desk.write("one");
    desk.rewrite(early.id(), "two");
    assertThat(ledger.verify(early.id(), early.head()).intact()).isTrue();
  }

  @Test
  void times_areTheSameInEveryZone_alsoInTheHourThatComesTwice() {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
      for (String time : List.of("2026-10-25T00:30:00.123456Z", "2026-10-25T01:30:00Z")) {
        TestClock.get().freeze(Instant.parse(time));
        Note note = desk.write("autumn");
        LedgerEntry entry = ledger.read(note.id(), 0, 1).get(0);
        assertThat(entry.at()).isEqualTo(time);
        assertThat(entry.recordedAt()).isEqualTo(time);
        assertThat(ledger.verify(note.id(), note.head()).findings()).isEmpty();
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void session_livesInAForeignTimeZone() throws SQLException {
    assertThat(query("SELECT current_setting('TimeZone')")).containsExactly("Australia/Lord_Howe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ledger SET data = '{}'",
        "UPDATE ledger SET actor = 'nobody' WHERE sequence = 1",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "TRUNCATE ledger CASCADE"
      })
  void database_refusesToRewriteHistory(String statement) throws SQLException {
    Note note = desk.write("kept");
    assertThatThrownBy(() -> session(statement)).hasMessageContaining("append-only");
    assertThatThrownBy(() -> session("SET session_replication_role = replica", statement))
        .hasMessageContaining("append-only");
    assertThat(ledger.verify(note.id(), note.head()).intact()).isTrue();
  }

  @Test
  void verify_findsWhatASuperuserHasDone() throws SQLException {
    Note changed = desk.rewrite(desk.write("a").id(), "b", "c");
    Note shortened = desk.rewrite(desk.write("a").id(), "b", "c");
    Note holed = desk.rewrite(desk.write("a").id(), "b", "c");
    Note reattributed = desk.rewrite(desk.write("a").id(), "b", "c");
    Note spoilt = desk.rewrite(desk.write("a").id(), "b", "c");
    session(
        "ALTER TABLE ledger DISABLE TRIGGER ledger_is_append_only",
        row("UPDATE ledger SET data = '{\"text\":\"other\"}' WHERE", changed, 2),
        row("DELETE FROM ledger WHERE", shortened, 3),
        row("DELETE FROM ledger WHERE", holed, 2),
        row("UPDATE ledger SET actor = 'somebody else' WHERE", reattributed, 1),
        row("UPDATE ledger SET hash = 'no hash' WHERE", spoilt, 3),
        "ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_append_only");

    assertThat(ledger.verify(changed.id(), changed.head()).findings())
        .containsExactly("entry 2 was changed");
    assertThat(ledger.verify(shortened.id(), shortened.head()).findings())
        .containsExactly("the chain does not lead to the entry the aggregate ends with");
    assertThat(ledger.verify(holed.id(), holed.head()).findings())
        .containsExactly("sequence 2 is missing", "entry 3 does not follow the entry before it");
    assertThat(ledger.verify(reattributed.id(), reattributed.head()).findings())
        .containsExactly("entry 1 was changed");
    assertThat(ledger.verify(spoilt.id(), spoilt.head()).findings())
        .contains("entry 3 was changed");
  }

  private static String row(String statement, Note note, int sequence) {
    return statement + " aggregate_id = '" + note.id() + "' AND sequence = " + sequence;
  }

  @Test
  void concurrentChanges_stayContiguous() throws Exception {
    UUID id = desk.write("start").id();
    ExecutorService hands = Executors.newFixedThreadPool(6);
    try {
      List<Future<Note>> changes = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String text = "change " + i;
        changes.add(hands.submit(() -> desk.rewrite(id, text, text + " again")));
      }
      for (Future<Note> change : changes) {
        change.get();
      }
    } finally {
      hands.shutdownNow();
    }
    assertThat(ledger.read(id, 0, 100))
        .extracting(LedgerEntry::sequence)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 61).boxed().toList());
    assertThat(ledger.verify(id, desk.find(id).head()).findings()).isEmpty();
  }

  @Test
  void append_outsideATransaction_isRefused() {
    Note note = new Note(UUID.randomUUID(), "homeless", Instant.EPOCH);
    assertThatThrownBy(() -> ledger.append(note, NoteDesk.TOPIC, null))
        .hasMessageContaining("Transaction is required");
  }

  private void erase(Note note) {
    QuarkusTransaction.requiringNew()
        .run(() -> eraser.history(note.id(), Redaction.ofFields("text")));
  }

  @Test
  void erased_theChainHoldsAndTheTextIsGone() throws SQLException {
    Note note = desk.rewrite(desk.write("Mrs Chen").id(), "Mrs Chen again");
    List<LedgerEntry> before = ledger.read(note.id(), 0, 10);
    erase(note);
    erase(note);

    List<LedgerEntry> after = ledger.read(note.id(), 0, 10);
    assertThat(after).allMatch(LedgerEntry::erased);
    assertThat(after).extracting(LedgerEntry::salt).containsOnly("");
    assertThat(after).noneMatch(entry -> entry.data().contains("Chen"));
    assertThat(after).allMatch(entry -> entry.data().contains("[erased]"));
    assertThat(after)
        .extracting(LedgerEntry::hash)
        .isEqualTo(before.stream().map(LedgerEntry::hash).toList());
    assertThat(ledger.verify(note.id(), note.head()).findings()).isEmpty();
    desk.rewrite(note.id(), "new");
    assertThat(ledger.verify(note.id(), note.head()).findings()).isEmpty();
    assertThat(ledger.read(note.id(), 2, 1).get(0).erased()).isFalse();
  }

  @Test
  void erasedForOne_andThenForAnother_bothAreGoneAndTheChainHolds() throws SQLException {
    Note note = desk.write("Mrs Chen met Mr Li");
    QuarkusTransaction.requiringNew()
        .run(() -> eraser.history(note.id(), Redaction.ofFields("nothing"), data -> true));
    assertThat(ledger.read(note.id(), 0, 1).get(0).erased()).isFalse();
    QuarkusTransaction.requiringNew()
        .run(() -> eraser.history(note.id(), Redaction.ofFields("text"), data -> false));
    assertThat(ledger.read(note.id(), 0, 1).get(0).erased()).as("not this one").isFalse();
    erase(note);
    LedgerEntry once = ledger.read(note.id(), 0, 1).get(0);
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                eraser.history(
                    note.id(), new Redaction(Set.of(), Set.of("text"), Set.of()), data -> true));
    LedgerEntry twice = ledger.read(note.id(), 0, 1).get(0);
    assertThat(twice.data()).isNotEqualTo(once.data()).doesNotContain("[erased]");
    assertThat(twice.digest()).isEqualTo(once.digest());
    assertThat(ledger.verify(note.id(), note.head()).findings()).isEmpty();
  }

  @Test
  void erased_whatHoldsNothingPersonalStaysAsItIs() {
    Note note = desk.write("kept");
    QuarkusTransaction.requiringNew()
        .run(() -> eraser.history(note.id(), Redaction.ofValues(List.of("Mrs Chen"))));
    assertThat(ledger.read(note.id(), 0, 1).get(0).erased()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data = '{\"text\": \"[erased]\"}', salt = ''",
        "data = '{\"text\": \"[erased]\"}', digest = %s",
        "data = '{\"text\": \"[erased]\"}', salt = '', digest = repeat('0', 64)",
        "data = '{\"text\": \"[erased]\", \"more\": 1}', salt = '', digest = %s",
        "data = '{\"text\": \"something else\"}', salt = '', digest = %s",
        "data = '{\"text\": \"[erased]\"}', salt = '', digest = %s, actor = 'nobody'",
      })
  void database_allowsNothingButErasing(String change) throws SQLException {
    Note note = desk.write("kept");
    String digest = "encode(sha256(convert_to(salt || E'\\n' || data, 'UTF8')), 'hex')";
    assertThatThrownBy(
            () ->
                session(
                    row("UPDATE ledger SET " + change.replace("%s", digest) + " WHERE", note, 1)))
        .hasMessageContaining("append-only");
    erase(note);
    for (String again :
        List.of(
            "data = '{\"text\": \"something else\"}'",
            "data = '{\"text\": \"[erased]\", \"more\": 1}'",
            "digest = repeat('0', 64)",
            "digest = NULL",
            "salt = 'x'")) {
      assertThatThrownBy(() -> session(row("UPDATE ledger SET " + again + " WHERE", note, 1)))
          .hasMessageContaining("append-only");
    }
    assertThat(ledger.verify(note.id(), note.head()).findings()).isEmpty();
  }
}
