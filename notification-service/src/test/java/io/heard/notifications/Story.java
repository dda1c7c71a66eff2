package io.heard.notifications;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.time.Uuid7;
import io.heard.testkit.Database;
import io.heard.testkit.Events;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A ticket's life as ticket-service would tell it, one event after the other. */
final class Story {

  private static final ObjectMapper JSON = new ObjectMapper();

  final UUID id = Uuid7.at(Instant.now());
  final String number = "D-2026-%07d".formatted(ThreadLocalRandom.current().nextInt(1, 9_999_999));
  String subject = "Filter change for the water purifier";
  String team;
  String person;
  String receiver;
  String state = "IN_PROGRESS";
  String priority = "P1";
  String customer = "Mrs Chen";
  Instant dueAt = Instant.parse("2026-03-02T05:15:00Z");

  /** When what is sent next happened; null: at the moment it is sent. */
  Instant at;

  private int sequence;
  private final List<Runnable> sent = new ArrayList<>();

  private Story() {}

  /** A ticket somebody owns and somebody received; names are made unique with {@link #unique}. */
  static Story of(String team, String person, String receiver) {
    Story story = new Story();
    story.team = team;
    story.person = person;
    story.receiver = receiver;
    return story;
  }

  static String unique(String name) {
    return name + "-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
  }

  /** A member of staff with an address, made known. */
  static String staff(String name, String... teams) {
    String username = unique(name);
    staff(username, address(username), null, teams);
    return username;
  }

  static String address(String username) {
    return username + "@heard.test";
  }

  /** A member of staff who reads this language by this clock. */
  static void reader(String username, String language, String timeZone) {
    UUID id = Uuid7.at(Instant.now());
    Events.send(
        "heard.directory",
        "heard.staff.changed.v1",
        id,
        1,
        Instant.now(),
        "admin",
        """
        {"staff":{"id":"%s","version":1,"username":"%s","name":null,"email":%s,"teams":[],"manager":null,"language":%s,
         "timeZone":%s,"capacity":null,"configured":true}}"""
            .formatted(
                id, username, quoted(address(username)), quoted(language), quoted(timeZone)));
    awaitKnown("staff", id);
  }

  static void staff(String username, String email, String manager, String... teams) {
    UUID id = Uuid7.at(Instant.now());
    String list = teams.length == 0 ? "[]" : "[\"" + String.join("\",\"", teams) + "\"]";
    Events.send(
        "heard.directory",
        "heard.staff.changed.v1",
        id,
        1,
        Instant.now(),
        "admin",
        """
        {"staff":{"id":"%s","version":1,"username":"%s","name":null,"email":%s,"teams":%s,"manager":%s,"language":null,
         "timeZone":null,"capacity":null,"configured":true}}"""
            .formatted(id, username, quoted(email), list, quoted(manager)));
    awaitKnown("staff", id);
  }

  /**
   * Topics are not ordered among each other: who is to be told must have arrived before the breach.
   */
  private static void awaitKnown(String table, UUID id) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try (Connection connection = Database.server().getPostgresDatabase().getConnection();
                  PreparedStatement select =
                      connection.prepareStatement("SELECT 1 FROM " + table + " WHERE id = ?")) {
                select.setObject(1, id);
                return select.executeQuery().next();
              }
            });
  }

  /** A team, made known. */
  static String team(String name, String lead, String email) {
    String unique = unique(name);
    UUID id = Uuid7.at(Instant.now());
    Events.send(
        "heard.directory",
        "heard.team.changed.v1",
        id,
        1,
        Instant.now(),
        "admin",
        """
        {"team":{"id":"%s","version":1,"name":"%s","lead":%s,"email":%s,"capacity":null,"configured":true}}"""
            .formatted(id, unique, quoted(lead), quoted(email)));
    awaitKnown("team", id);
    return unique;
  }

  Story happens(String what) {
    return send(what, "zhang", "");
  }

  Story clock(String what, String kind, int round, String clockState) {
    return clock(what, kind, round, clockState, dueAt, dueAt.minusSeconds(3600));
  }

  Story clock(String what, String kind, int round, String clockState, Instant due, Instant warnAt) {
    String more =
        """
        ,"clock":{"kind":"%s","round":%d,"state":"%s","startedAt":"2026-03-02T01:15:00Z","dueAt":%s,"warnAt":"%s",
         "stoppedAt":null,"target":"PT4H","policy":null}%s"""
            .formatted(
                kind,
                round,
                clockState,
                quoted(due == null ? null : due.toString()),
                warnAt,
                what.equals("clock-met") ? ",\"late\":false" : "");
    return send(what, what.equals("clock-met") ? "zhang" : "system:sweep", more);
  }

  Story warned(String kind) {
    return clock("clock-warned", kind, 1, "RUNNING");
  }

  Story breached(String kind) {
    return clock("clock-breached", kind, 1, "BREACHED");
  }

  Story met(String kind) {
    return clock("clock-met", kind, 1, "MET");
  }

  /** The last event once more, as a broker does that is not sure. */
  Story redelivered() {
    sent.get(sent.size() - 1).run();
    return this;
  }

  /** Everything once more, as when a topic is filled anew. */
  Story retold() {
    sent.forEach(Runnable::run);
    return this;
  }

  Story send(String what, String actor, String more) {
    sequence++;
    int mine = sequence;
    String data = "{\"ticket\":" + summary() + more + "}";
    Instant time = at == null ? Instant.now() : at;
    sent.add(
        () ->
            Events.send(
                "heard.tickets", "heard.ticket." + what + ".v1", id, mine, time, actor, data));
    sent.get(sent.size() - 1).run();
    return this;
  }

  private JsonNode summary() {
    try {
      return JSON.readTree(
          """
          {"id":"%s","number":"%s","version":%d,"state":"%s","kind":"REQUEST","channel":"PHONE","stage":"AFTER_SALE",
           "subject":%s,"priority":"%s","product":null,"tags":[],"owner":{"team":%s,"person":%s},"receiver":"%s",
           "customer":{"id":null,"name":%s,"tier":"GOLD","link":"PENDING"},"loggedAt":"2026-03-02T01:15:00Z"}"""
              .formatted(
                  id,
                  number,
                  sequence,
                  state,
                  JSON.writeValueAsString(subject),
                  priority,
                  quoted(team),
                  quoted(person),
                  receiver,
                  quoted(customer)));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String quoted(String text) {
    return text == null ? "null" : "\"" + text + "\"";
  }
}
