package io.heard.kit.contact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.heard.kit.ledger.LedgerEntry;
import java.util.Set;

/**
 * Makes contacts unrecognisable for those who do not need them. What it makes of a phone or an
 * email is none any more, so that it is refused when somebody writes back what they were shown.
 */
public final class Mask {

  private static final Set<String> CONTACTS = Set.of("phones", "emails", "phone", "email");
  private static final String HIDDEN = "(…)";

  private Mask() {}

  /** Of a phone its first three and last two characters, of an email its first and its domain. */
  public static String contact(String contact) {
    int at = contact.lastIndexOf('@');
    if (at > 0) {
      return contact.substring(0, 1) + HIDDEN + contact.substring(at);
    }
    return contact.length() < 7
        ? HIDDEN
        : contact.substring(0, 3) + HIDDEN + contact.substring(contact.length() - 2);
  }

  /**
   * An entry of the history with contacts masked, and without its salt: nobody can try which phone
   * makes up the digest.
   */
  public static LedgerEntry entry(LedgerEntry entry, ObjectMapper json) {
    try {
      return new LedgerEntry(
          entry.aggregateId(),
          entry.sequence(),
          entry.type(),
          entry.at(),
          entry.recordedAt(),
          entry.actor(),
          entry.requestId(),
          entry.traceParent(),
          contactsIn(json.readTree(entry.data())).toString(),
          null,
          entry.digest(),
          entry.hash(),
          entry.previousHash());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Masks every text beneath a field that holds contacts, in place. */
  public static JsonNode contactsIn(JsonNode data) {
    return walk(data, false);
  }

  private static JsonNode walk(JsonNode node, boolean beneathContacts) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field ->
                  field.setValue(
                      walk(
                          field.getValue(), beneathContacts || CONTACTS.contains(field.getKey()))));
      return object;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, walk(array.get(i), beneathContacts));
      }
      return array;
    }
    return beneathContacts && node.isTextual() ? TextNode.valueOf(contact(node.asText())) : node;
  }
}
