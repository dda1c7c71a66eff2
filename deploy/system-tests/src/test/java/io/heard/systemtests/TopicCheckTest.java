package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check itself must see what it is there for. */
class TopicCheckTest {
  private static final String TICKET = "t";

  private final List<Ledger.Entry> ledger = List.of(entry(1), entry(2), entry(3));
  private final List<Topic.Message> messages =
      new ArrayList<>(List.of(message(1, "data 1"), message(2, "data 2"), message(3, "data 3")));

  @Test
  void whatWasSentAgainUnchangedIsCounted() {
    messages.add(message(2, "data 2"));

    assertThat(check().findings()).isEmpty();
    assertThat(check().repeats()).isOne();
  }

  @Test
  void whatWasSentAgainChangedIsFound() {
    messages.add(message(2, "other data"));

    assertThat(check().findings()).hasSize(1);
  }

  @Test
  void aHoleIsFound() {
    messages.remove(1);

    assertThat(check().findings()).containsExactly("3 follows 1 of t");
  }

  @Test
  void wrongOrderIsFound() {
    Collections.swap(messages, 1, 2);

    assertThat(check().findings()).contains("3 follows 1 of t");
  }

  @Test
  void aMissingEndIsFound() {
    messages.remove(2);

    assertThat(check().findings()).containsExactly("2 of 3 events of t");
  }

  @Test
  void anEventOfNoLedgerIsFound() {
    messages.add(new Topic.Message("other", 1, "type", "data 1"));

    assertThat(check().findings()).hasSize(1);
  }

  private TopicCheck check() {
    return new TopicCheck(messages, Map.of(TICKET, ledger));
  }

  private static Ledger.Entry entry(int sequence) {
    return new Ledger.Entry(
        TICKET, sequence, "type", "data " + sequence, Instant.EPOCH, Instant.EPOCH);
  }

  private static Topic.Message message(int sequence, String data) {
    return new Topic.Message(TICKET, sequence, "type", data);
  }
}
