package io.heard.local.demo;

import io.heard.local.LocalSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Where the stories play: the running system, the people who use it, and what is proved of it. */
final class Stage {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final LocalSystem system;
  private final Narrator narrator;
  private final Clock clock;
  private final Wire wire = new Wire();
  private final Instant curtain;

  Stage(LocalSystem system, Narrator narrator, Clock clock) {
    this.system = system;
    this.narrator = narrator;
    this.clock = clock;
    this.curtain = clock.instant();
  }

  /** Somebody who works here, with these roles. */
  Person staff(String name, String... roles) {
    return new Person(name, system.token(name, roles), wire, narrator);
  }

  /** Somebody without a login. */
  Person customer(String name) {
    return new Person(name, null, wire, narrator);
  }

  URI tickets(String path) {
    return system.tickets().resolve(path);
  }

  URI customers(String path) {
    return system.customers().resolve(path);
  }

  URI notifications(String path) {
    return system.notifications().resolve(path);
  }

  /** What was mailed. */
  Path mail() {
    return system.settings().mail();
  }

  Instant now() {
    return clock.instant();
  }

  /** Ten digits that no other run has. */
  String mark() {
    return Long.toString(curtain.getEpochSecond());
  }

  void tell(String text) {
    narrator.tell(text);
  }

  void prove(String what, boolean holds) {
    if (!holds) {
      throw new BrokenProof("Not so: " + what);
    }
    narrator.proof(what);
  }

  /** Proves that something has the expected value, and shows it. */
  void prove(String what, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      throw new BrokenProof(what + " should be " + expected + " but is " + found);
    }
    narrator.proof(what + ": " + found);
  }

  /** A look at the system: what it was looked at for, or nothing yet. */
  @FunctionalInterface
  interface Look<T> {
    Optional<T> look() throws IOException, InterruptedException;
  }

  /** Looks until there is something to see. */
  <T> T await(String what, Look<T> look) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<T> seen = look.look();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (System.nanoTime() > deadline) {
        throw new BrokenProof(
            "Waited " + PATIENCE.toSeconds() + " seconds in vain for " + what + ".");
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  /** A time as people read it. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
