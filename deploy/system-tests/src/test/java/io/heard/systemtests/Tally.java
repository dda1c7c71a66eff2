package io.heard.systemtests;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients have met with so far. */
final class Tally {
  private static final int SHOWN = 20;

  private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<String> surprises = new CopyOnWriteArrayList<>();
  private final AtomicLong logged = new AtomicLong();

  void answered(Answer answer) {
    count(Integer.toString(answer.status()));
    if (answer.status() >= 500) {
      failures.add(answer.status() + " " + answer.text());
    }
    if (answer.isReplay()) {
      count("replays");
    }
  }

  void failed(IOException e) {
    count(e.getClass().getSimpleName());
    failures.add(e.toString());
  }

  /** A refusal that repeating does not mend. */
  void surprised(Answer answer) {
    surprises.add(answer.request() + ": " + answer.status() + " " + answer.text());
  }

  void demandLogged() {
    logged.incrementAndGet();
  }

  /** Demands acknowledged with 201. */
  long logged() {
    return logged.get();
  }

  /** Requests that met with an outage. */
  int failures() {
    return failures.size();
  }

  List<String> failuresAfter(int known) {
    List<String> all = List.copyOf(failures);
    return all.subList(known, Math.min(all.size(), known + SHOWN));
  }

  List<String> surprises() {
    return surprises;
  }

  @Override
  public String toString() {
    return new TreeMap<>(outcomes).toString();
  }

  private void count(String outcome) {
    outcomes.computeIfAbsent(outcome, unknown -> new AtomicInteger()).incrementAndGet();
  }
}
