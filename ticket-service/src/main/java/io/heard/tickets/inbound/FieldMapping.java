package io.heard.tickets.inbound;

import io.heard.kit.contact.ContactPoints;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.inbound.InboundApi.Defaults;
import io.heard.tickets.inbound.InboundApi.SourceSettings;
import io.heard.tickets.ticket.Priority;
import io.heard.tickets.ticket.TicketApi.CustomerRef;
import io.heard.tickets.ticket.TicketApi.Kind;
import io.heard.tickets.ticket.TicketApi.NewTicket;
import io.heard.tickets.ticket.TicketApi.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes a demand of what a form says. Whatever a field of a ticket cannot take (no such kind, no
 * phone number, too long) becomes a custom field, and what is too much for those goes along as a
 * file: only a form that says nothing at all makes no demand.
 */
final class FieldMapping {

  static final String DELIVERY_ID = "deliveryId";
  private static final String CUSTOM = "customFields.";
  private static final Set<String> TARGETS =
      Set.of(
          "customer.name",
          "customer.phone",
          "customer.email",
          "subject",
          "statedRequest",
          "kind",
          "stage",
          "impact",
          "urgency",
          "product",
          "externalRef",
          DELIVERY_ID);
  private static final int MAX_SUBJECT = 300;
  private static final int MAX_TEXT = 20_000;
  private static final int MAX_NAME = 200;
  private static final int MAX_CUSTOM = 50;
  private static final int MAX_CUSTOM_NAME = 100;
  private static final int MAX_CUSTOM_LENGTH = 12_000;

  private final ContactPoints contacts;
  private final SourceSettings source;
  private final Map<String, String> said = new LinkedHashMap<>();
  private final Map<String, Object> custom = new LinkedHashMap<>();
  private int customLength;
  private boolean tooMuch;

  /**
   * What a form amounts to.
   *
   * @param whole false when not all of it found room: then the form goes along as a file
   */
  record Mapped(NewTicket demand, boolean whole) {}

  private FieldMapping(ContactPoints contacts, SourceSettings source) {
    this.contacts = contacts;
    this.source = source;
  }

  /** 400 when a mapping names what is no field of a ticket, or one field twice. */
  static void check(Map<String, String> mapping) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, String> taken = new LinkedHashMap<>();
    Optional.ofNullable(mapping)
        .orElse(Map.of())
        .forEach(
            (field, target) -> {
              boolean custom = target != null && target.matches("customFields\\..{1,100}");
              String pointer = "/mapping/" + field.replace("~", "~0").replace("/", "~1");
              if (!custom && (target == null || !TARGETS.contains(target))) {
                errors.add(
                    new FieldError(
                        pointer,
                        "not-one-of",
                        "must be customFields.<name> or one of "
                            + TARGETS.stream().sorted().collect(Collectors.joining(", "))));
              } else if (taken.putIfAbsent(target, field) != null) {
                errors.add(
                    new FieldError(
                        pointer, "duplicate", "has the same target as " + taken.get(target)));
              }
            });
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  /** The demand a form makes; empty when it says nothing. */
  static Optional<Mapped> map(
      SourceSettings source, Map<String, String> fields, ContactPoints contacts) {
    return new FieldMapping(contacts, source).map(fields);
  }

  private Optional<Mapped> map(Map<String, String> fields) {
    fields.forEach(this::put);
    String subject = fitting("subject", MAX_SUBJECT);
    String request = fitting("statedRequest", MAX_TEXT);
    CustomerRef customer = customer();
    Defaults defaults =
        Objects.requireNonNullElse(
            source.defaults(), new Defaults(null, null, null, null, null, null, null));
    Kind kind = oneOf("kind", Kind.class, defaults.kind());
    Stage stage = oneOf("stage", Stage.class, defaults.stage());
    Priority.Level impact = oneOf("impact", Priority.Level.class, defaults.impact());
    Priority.Level urgency = oneOf("urgency", Priority.Level.class, defaults.urgency());
    String product = Objects.requireNonNullElse(fitting("product", MAX_NAME), "");
    String reference = fitting("externalRef", MAX_NAME);
    if (subject == null && request == null) {
      if (custom.isEmpty() && !tooMuch) {
        return Optional.empty();
      }
      request = allThatWasSaid();
    }
    return Optional.of(
        new Mapped(
            new NewTicket(
                customer,
                source.channel(),
                kind,
                stage,
                subject == null ? defaults.subject() : subject,
                request,
                impact,
                urgency,
                product.isEmpty() ? defaults.product() : product,
                source.team(),
                defaults.tags(),
                custom,
                reference),
            !tooMuch));
  }

  private void put(String field, String value) {
    if (value.isBlank()) {
      return;
    }
    String target = source.mapping().get(field);
    if (target == null) {
      keep(field, value);
    } else if (target.startsWith(CUSTOM)) {
      keep(target.substring(CUSTOM.length()), value);
    } else if (!target.equals(DELIVERY_ID)) {
      said.put(target, value.strip());
    }
  }

  private void keep(String name, String value) {
    boolean fits =
        name.length() <= MAX_CUSTOM_NAME
            && !name.isBlank()
            && custom.size() < MAX_CUSTOM
            && customLength + name.length() + value.length() <= MAX_CUSTOM_LENGTH;
    if (fits) {
      custom.put(name, value);
      customLength += name.length() + value.length();
    } else {
      tooMuch = true;
    }
  }

  /** The value when it is not too long; otherwise its beginning, and the whole of it beside. */
  private String fitting(String target, int most) {
    String value = said.get(target);
    if (value == null || value.length() <= most) {
      return value;
    }
    tooMuch = true;
    int end = Character.isHighSurrogate(value.charAt(most - 2)) ? most - 2 : most - 1;
    return value.substring(0, end) + "…";
  }

  private <E extends Enum<E>> E oneOf(String target, Class<E> type, E otherwise) {
    String value = said.get(target);
    if (value == null) {
      return otherwise;
    }
    String name = value.toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(name))
        .findFirst()
        .orElseGet(
            () -> {
              keep(target, value);
              return otherwise;
            });
  }

  private CustomerRef customer() {
    String name = fitting("customer.name", MAX_NAME);
    String phone = said.get("customer.phone");
    String email = said.get("customer.email");
    if (phone != null && contacts.phone(phone).isEmpty()) {
      keep("customer.phone", phone);
      phone = null;
    }
    if (email != null && contacts.email(email).isEmpty()) {
      keep("customer.email", email);
      email = null;
    }
    return name == null && phone == null && email == null
        ? null
        : new CustomerRef((UUID) null, name, phone, email);
  }

  private String allThatWasSaid() {
    String all =
        custom.entrySet().stream()
            .map(field -> field.getKey() + ": " + field.getValue())
            .collect(Collectors.joining("\n"));
    return all.isEmpty() ? "(see the attached form)" : all;
  }
}
