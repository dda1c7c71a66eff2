package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of a ticket's life must themselves tell right from wrong. */
class HistoryTest {
  private final List<Ledger.Entry> entries = new ArrayList<>();

  HistoryTest() {
    add("logged", "LOGGED");
  }

  @Test
  void aWholeLifeIsLegal() {
    add("customer-linked", "LOGGED");
    add("acknowledged", "ACKNOWLEDGED");
    add("started", "IN_PROGRESS");
    add("waiting", "WAITING_FOR_CUSTOMER");
    add("resumed", "IN_PROGRESS");
    add("resolved", "RESOLVED");
    add("fed-back", "RESOLVED");
    add("reopened", "IN_PROGRESS");

    assertThat(new History(entries).contradictions()).isEmpty();
  }

  @Test
  void aTransitionTakenTwiceIsFound() {
    add("acknowledged", "ACKNOWLEDGED");
    add("acknowledged", "ACKNOWLEDGED");

    assertThat(new History(entries).contradictions()).hasSize(1);
  }

  @Test
  void aSecondBeginningIsFound() {
    add("logged", "LOGGED");

    assertThat(new History(entries).contradictions()).hasSize(1);
  }

  @Test
  void aStateThatChangesWithoutATransitionIsFound() {
    add("noted", "ACKNOWLEDGED");

    assertThat(new History(entries).contradictions()).hasSize(1);
  }

  @Test
  void aHoleIsFound() {
    add("acknowledged", "ACKNOWLEDGED");
    add("started", "IN_PROGRESS");
    entries.remove(1);

    assertThat(new History(entries).contradictions()).isNotEmpty();
  }

  @Test
  void whatAClientWasToldIsHeldAgainstIt() {
    add("acknowledged", "ACKNOWLEDGED");
    History history = new History(entries);

    assertThat(history.confirms(new Demand.Told(2, "ACKNOWLEDGED"))).isTrue();
    assertThat(history.confirms(new Demand.Told(2, "LOGGED"))).isFalse();
    assertThat(history.confirms(new Demand.Told(3, "ACKNOWLEDGED"))).isFalse();
  }

  private void add(String what, String state) {
    int number = entries.size() + 1;
    entries.add(
        new Ledger.Entry(
            "t",
            number,
            "heard.ticket." + what + ".v1",
            "{\"ticket\": {\"version\": %d, \"state\": \"%s\"}}".formatted(number, state),
            Instant.EPOCH,
            Instant.EPOCH));
  }
}
