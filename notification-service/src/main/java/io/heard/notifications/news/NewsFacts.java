package io.heard.notifications.news;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.notifications.tickets.TicketCopy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What an event knows that is worth telling: to whom, what, until when and why. */
final class NewsFacts {

  private NewsFacts() {}

  static News.More of(String happening, TicketCopy ticket, JsonNode data) {
    JsonNode part =
        Stream.of("action", "promise")
            .map(data::path)
            .filter(JsonNode::isObject)
            .findFirst()
            .orElse(null);
    boolean moves = happening.equals("ping-pong");
    return new News.More(
        to(happening, data),
        part == null ? null : text(part, "/what"),
        part == null ? null : text(part, "/id"),
        due(happening, part, data),
        text(data, "/reason"),
        moves ? text(data, "/pattern") : null,
        moves && data.path("count").isInt() ? data.path("count").intValue() : null,
        moves ? way(ticket) : null);
  }

  private static String to(String happening, JsonNode data) {
    return switch (happening) {
      case "handed-off", "handoff-bounced" -> {
        String person = text(data, "/to/person");
        String team = text(data, "/to/team");
        yield person == null ? team : team == null ? person : person + ", " + team;
      }
      case "duty-offered" -> text(data, "/transfer/to");
      case "duty-handed-over" -> text(data, "/to");
      case "merged" -> text(data, "/into/number");
      case "action-planned", "action-cancelled" -> text(data, "/action/person");
      default -> null;
    };
  }

  private static Instant due(String happening, JsonNode part, JsonNode data) {
    String due =
        switch (happening) {
          case "duty-offered" -> text(data, "/transfer/expiresAt");
          case "waiting" -> text(data, "/until");
          case "action-planned", "promised", "promise-renegotiated" ->
              part == null ? null : text(part, "/due");
          default -> null;
        };
    return due == null ? null : Instant.parse(due);
  }

  /** Through whose hands it went, and who has it now; null when nobody else had it. */
  private static List<String> way(TicketCopy ticket) {
    if (ticket.hands().isEmpty()) {
      return null;
    }
    List<String> way = new ArrayList<>(ticket.hands());
    way.add(
        ticket.ownerPerson() != null
            ? ticket.ownerPerson()
            : Objects.requireNonNullElse(ticket.ownerTeam(), "?"));
    return way;
  }

  private static String text(JsonNode data, String pointer) {
    JsonNode text = data.at(pointer);
    return text.isTextual() && !text.textValue().isBlank() ? text.textValue() : null;
  }
}
