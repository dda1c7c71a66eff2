package io.heard.systemtests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds what is in a topic against the ledger it comes from. */
final class TopicCheck {
  private final List<String> findings = new ArrayList<>();
  private int repeats;

  TopicCheck(List<Topic.Message> messages, Map<String, List<Ledger.Entry>> ledger) {
    Map<String, Integer> last = new HashMap<>();
    for (Topic.Message message : messages) {
      int before = last.getOrDefault(message.subject(), 0);
      if (message.sequence() <= before) {
        repeats++;
      } else if (message.sequence() == before + 1) {
        last.put(message.subject(), message.sequence());
      } else {
        findings.add(message.sequence() + " follows " + before + " of " + message.subject());
        last.put(message.subject(), message.sequence());
      }
      compare(message, ledger.getOrDefault(message.subject(), List.of()));
    }
    ledger.forEach(
        (aggregate, entries) -> {
          int sent = last.getOrDefault(aggregate, 0);
          if (sent != entries.size()) {
            findings.add(sent + " of " + entries.size() + " events of " + aggregate);
          }
        });
  }

  /** What was sent is what is written, also when it was sent again. */
  private void compare(Topic.Message message, List<Ledger.Entry> entries) {
    if (message.sequence() > entries.size()) {
      findings.add("an event that is in no ledger: " + message);
      return;
    }
    Ledger.Entry entry = entries.get(message.sequence() - 1);
    if (!entry.type().equals(message.type()) || !entry.data().equals(message.data())) {
      findings.add(message + " is not " + entry);
    }
  }

  List<String> findings() {
    return findings;
  }

  /** How many were sent again, as at-least-once allows. */
  int repeats() {
    return repeats;
  }
}
