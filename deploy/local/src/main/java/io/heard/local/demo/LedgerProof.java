package io.heard.local.demo;

import java.io.IOException;
import java.util.List;

/** Proves that a ticket's history is whole, and that the receipt of the first minute still fits. */
final class LedgerProof {
  private static final String GENESIS = "0".repeat(64);

  private LedgerProof() {}

  /** Checks the chain here, asks the system to check it, and gives the entries. */
  static Json of(Stage stage, Person reader, TicketInHand ticket)
      throws IOException, InterruptedException {
    stage.tell("The ledger: nothing was deleted or rewritten, and anyone may check it.");
    Json verdict = reader.get(ticket.uri(stage, "/timeline/verification")).json();
    Json ledger = reader.get(ticket.uri(stage, "/timeline?limit=200")).json().at("items");
    List<Json> entries = ledger.items();
    String previous = GENESIS;
    for (int i = 0; i < entries.size(); i++) {
      Json entry = entries.get(i);
      if (entry.number("sequence") != i + 1 || !previous.equals(entry.text("previousHash"))) {
        throw new BrokenProof("The chain of " + ticket.number() + " breaks at entry " + (i + 1));
      }
      previous = entry.text("hash");
    }
    String first = ledger.first().text("hash");
    String receipt = ticket.seen().text("receipt.hash");
    stage.prove(
        "entries 1 to %d, none missing, each with the hash of the one before it"
            .formatted(entries.size()),
        entries.size() == ticket.seen().number("version"));
    stage.prove(
        "the first is the receipt the customer was given, " + first.substring(0, 16) + "...",
        first.equals(receipt));
    stage.prove(
        "the system has recomputed every hash: intact is %s, of %s entries"
            .formatted(verdict.text("intact"), verdict.text("entries")),
        "true".equals(verdict.text("intact")) && verdict.number("entries") == entries.size());
    return ledger;
  }
}
