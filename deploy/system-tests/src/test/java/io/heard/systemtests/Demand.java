package io.heard.systemtests;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A demand as its client knows it: what was sent, and what was answered.
 *
 * <p>Its idempotency key is also its {@code externalRef}, so that it is recognised in the database
 * even when no answer came.
 */
final class Demand {

  /**
   * Work on a demand.
   *
   * @param marker a text that occurs in no other request
   * @param acknowledged whether the client has seen it succeed
   */
  record Command(String marker, boolean acknowledged) {}

  private final String key;
  private final String body;
  private final List<Command> commands = new CopyOnWriteArrayList<>();
  private volatile String id;

  Demand(String key, String body) {
    this.key = key;
    this.body = body;
  }

  String key() {
    return key;
  }

  String body() {
    return body;
  }

  List<Command> commands() {
    return commands;
  }

  /** The ticket's id, when a 201 was seen. */
  Optional<String> id() {
    return Optional.ofNullable(id);
  }

  void logged(String ticket) {
    id = ticket;
  }

  void done(Command command) {
    commands.add(command);
  }
}
