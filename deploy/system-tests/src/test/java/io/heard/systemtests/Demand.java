package io.heard.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
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

  /** The state a client was told of: that of the ticket after so many events. */
  record Told(int version, String state) {}

  private final String key;
  private final String body;
  private final List<Command> commands = new CopyOnWriteArrayList<>();
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final Set<String> ids = new ConcurrentSkipListSet<>();

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

  /** Every state its clients were told of. */
  List<Told> told() {
    return told;
  }

  /** The ticket's id, when a 201 was seen. */
  Optional<String> id() {
    return ids.stream().findFirst();
  }

  /** Every id a 201 has named; more than one is one too many. */
  Set<String> ids() {
    return ids;
  }

  void logged(Answer answer) {
    ids.add(answer.at("/id"));
    wasTold(answer);
  }

  void done(Command command, Optional<Answer> answer) {
    commands.add(command);
    answer.ifPresent(this::wasTold);
  }

  private void wasTold(Answer answer) {
    JsonNode version = answer.body().path("version");
    JsonNode state = answer.body().path("state");
    if (version.isInt() && state.isTextual()) {
      told.add(new Told(version.asInt(), state.asText()));
    }
  }
}
