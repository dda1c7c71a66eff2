package io.heard.tickets.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A JSON Merge Patch (RFC 7396) of what may be corrected on a ticket: an absent field stays, a null
 * removes.
 */
@Schema(
    name = "TicketPatch",
    description = "JSON Merge Patch (RFC 7396): absent stays, null removes")
public record TicketPatch(
    @Schema(implementation = String.class, description = "1 to 300 characters") JsonNode subject,
    @Schema(implementation = Priority.Level.class) JsonNode impact,
    @Schema(implementation = Priority.Level.class) JsonNode urgency,
    @Schema(implementation = String.class, description = "At most 200 characters; null removes it")
        JsonNode product,
    @Schema(
            implementation = String[].class,
            description = "At most 20 of at most 50 characters; replaces all")
        JsonNode tags,
    @Schema(
            implementation = Map.class,
            description = "Merged field by field; a null removes the field")
        JsonNode customFields) {

  private static final int MAX_SUBJECT = 300;
  private static final int MAX_PRODUCT = 200;
  private static final int MAX_TAGS = 20;
  private static final int MAX_TAG = 50;
  private static final int MAX_FIELDS = 50;
  private static final int MAX_FIELD_NAME = 100;

  /** What a field was and is. */
  record Change(Object from, Object to) {}

  /**
   * Carries itself out; returns what really changed, by field. Refuses everything when one field is
   * not acceptable.
   */
  Map<String, Object> applyTo(Ticket ticket) {
    List<FieldError> errors = new ArrayList<>();
    String newSubject =
        subject == null ? ticket.subject : text(subject, "/subject", MAX_SUBJECT, errors);
    Priority.Level newImpact = impact == null ? ticket.impact : level(impact, "/impact", errors);
    Priority.Level newUrgency =
        urgency == null ? ticket.urgency : level(urgency, "/urgency", errors);
    String newProduct =
        product == null
            ? ticket.product
            : product.isNull() ? null : text(product, "/product", MAX_PRODUCT, errors);
    List<String> newTags = tags == null ? ticket.tags : list(tags, errors);
    Map<String, Object> newFields =
        customFields == null ? ticket.customFields : merged(ticket.customFields, errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    Map<String, Object> changes = new LinkedHashMap<>();
    change(changes, "subject", ticket.subject, newSubject, value -> ticket.subject = value);
    change(changes, "impact", ticket.impact, newImpact, value -> ticket.impact = value);
    change(changes, "urgency", ticket.urgency, newUrgency, value -> ticket.urgency = value);
    change(changes, "product", ticket.product, newProduct, value -> ticket.product = value);
    change(changes, "tags", ticket.tags, newTags, value -> ticket.tags = value);
    change(
        changes,
        "customFields",
        ticket.customFields,
        newFields,
        value -> ticket.customFields = value);
    return changes;
  }

  private static <T> void change(
      Map<String, Object> changes, String name, T from, T to, Consumer<T> setter) {
    if (!Objects.equals(from, to)) {
      changes.put(name, new Change(from, to));
      setter.accept(to);
    }
  }

  /** The custom fields it sets, without those it removes. */
  Map<String, Object> fieldsSet() {
    Map<String, Object> set = new LinkedHashMap<>();
    if (customFields != null && customFields.isObject()) {
      customFields
          .properties()
          .forEach(
              field -> {
                if (!field.getValue().isNull()) {
                  set.put(field.getKey(), JsonValues.plain(field.getValue()));
                }
              });
    }
    return set;
  }

  private static String text(JsonNode node, String pointer, int max, List<FieldError> errors) {
    if (!node.isTextual() || node.textValue().isBlank() || node.textValue().length() > max) {
      errors.add(
          new FieldError(pointer, "wrong-length", "must be a text of 1 to " + max + " characters"));
      return null;
    }
    return node.textValue();
  }

  private static Priority.Level level(JsonNode node, String pointer, List<FieldError> errors) {
    for (Priority.Level level : Priority.Level.values()) {
      if (node.isTextual() && level.name().equals(node.textValue())) {
        return level;
      }
    }
    errors.add(new FieldError(pointer, "not-one-of", "must be one of LOW, MEDIUM, HIGH"));
    return null;
  }

  private static List<String> list(JsonNode node, List<FieldError> errors) {
    if (node.isNull()) {
      return List.of();
    }
    if (!node.isArray() || node.size() > MAX_TAGS) {
      errors.add(
          new FieldError(
              "/tags", "wrong-length", "must be a list of at most " + MAX_TAGS + " tags"));
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    for (int i = 0; i < node.size(); i++) {
      String tag = text(node.get(i), "/tags/" + i, MAX_TAG, errors);
      if (tag != null) {
        found.add(tag);
      }
    }
    return List.copyOf(found);
  }

  private static void checkName(String name, List<FieldError> errors) {
    if (name.isBlank() || name.length() > MAX_FIELD_NAME) {
      errors.add(
          new FieldError(
              "/customFields/" + name.replace("~", "~0").replace("/", "~1"),
              "wrong-length",
              "must have a name of 1 to " + MAX_FIELD_NAME + " characters"));
    }
  }

  private Map<String, Object> merged(Map<String, Object> present, List<FieldError> errors) {
    Map<String, Object> result = new LinkedHashMap<>(present);
    if (customFields.isNull()) {
      return Map.of();
    }
    if (!customFields.isObject()) {
      errors.add(new FieldError("/customFields", "wrong-type", "must be an object"));
      return present;
    }
    customFields
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                result.remove(field.getKey());
              } else {
                checkName(field.getKey(), errors);
                result.put(field.getKey(), JsonValues.plain(field.getValue()));
              }
            });
    if (!CustomFieldsColumn.fits(result)) {
      errors.add(new FieldError("/customFields", "wrong-length", CustomFieldsColumn.LIMIT_MESSAGE));
    }
    if (result.size() > MAX_FIELDS) {
      errors.add(
          new FieldError(
              "/customFields", "wrong-length", "must have at most " + MAX_FIELDS + " fields"));
    }
    return result;
  }
}
