package io.heard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Holds what a service takes out of events, when a person is erased, to the event contract: every
 * text of every event about tickets goes, except those that cannot say anything about a customer. A
 * field that is new in the contract has to be erased, or named here.
 */
public final class ErasedWords {

  private static final String SECRET = "Zyxwvut-Chen";

  /** Fields that hold ids, states, times and names of staff, teams and products. */
  private static final Set<String> ABOUT_NOBODY =
      Set.of(
          "id",
          "number",
          "channel",
          "kind",
          "stage",
          "state",
          "priority",
          "product",
          "tags",
          "team",
          "person",
          "receiver",
          "tier",
          "link",
          "relation",
          "step",
          "pattern",
          "by",
          "because",
          "for",
          "at",
          "until",
          "due",
          "dueAt",
          "warnAt",
          "startedAt",
          "stoppedAt",
          "loggedAt",
          "madeAt",
          "askedAt",
          "expiresAt",
          "madeBy",
          "dimensions",
          "benefits",
          "sha256",
          "type",
          "spent",
          "target",
          "impact",
          "urgency",
          "forgotten");

  private ErasedWords() {}

  /** Where a redaction leaves a word of a customer in; empty when it leaves none. */
  public static List<String> leftBy(UnaryOperator<JsonNode> redaction) {
    return EventContract.types().stream()
        .filter(type -> type.startsWith("heard.ticket."))
        .filter(
            type -> {
              JsonNode told = EventContract.example(type).get("data").deepCopy();
              fill(told, "", "");
              return redaction.apply(told).toString().contains(SECRET);
            })
        .toList();
  }

  private static void fill(JsonNode node, String parent, String name) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                if (field.getValue().isTextual() && says(name, field.getKey())) {
                  field.setValue(TextNode.valueOf(SECRET));
                } else {
                  fill(field.getValue(), name, field.getKey());
                }
              });
    } else if (node instanceof ArrayNode array && says(parent, name)) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isTextual()) {
          array.set(i, TextNode.valueOf(SECRET));
        } else {
          fill(array.get(i), parent, name);
        }
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(element -> fill(element, parent, name));
    }
  }

  private static boolean says(String parent, String name) {
    boolean aboutStaff = parent.equals("overload") || parent.equals("policy");
    boolean whoseDuty =
        (name.equals("from") || name.equals("to"))
            && (parent.isEmpty() || parent.equals("transfer"));
    return !ABOUT_NOBODY.contains(name) && !aboutStaff && !whoseDuty;
  }
}
