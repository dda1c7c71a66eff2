package io.heard.tickets.inbound;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.contact.ContactPoints;
import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.Passing;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Roles;
import io.heard.tickets.attachment.Attachments;
import io.heard.tickets.attachment.Blobs;
import io.heard.tickets.inbound.InboundApi.Receipt;
import io.heard.tickets.inbound.InboundApi.Way;
import io.heard.tickets.inbound.InboundMessages.Arrival;
import io.heard.tickets.intake.Digests;
import io.heard.tickets.ticket.Intake;
import io.heard.tickets.ticket.TicketApi;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes in what a form sends: the mark of the delivery and its ticket in one transaction, or, when
 * no ticket can be made of it, the mark and the delivery as it came. There is no third way.
 */
@ApplicationScoped
class FormDesk {

  private static final Logger LOG = Logger.getLogger(FormDesk.class);

  @Inject InboundMessages messages;
  @Inject Intake intake;
  @Inject Attachments attachments;
  @Inject Blobs blobs;
  @Inject ContactPoints contacts;
  @Inject Origins origins;
  @Inject ObjectMapper json;

  /** What can be said of a delivery, and whether it is a repeat of one. */
  record Answer(Receipt receipt, boolean replayed) {}

  /**
   * Takes a delivery in.
   *
   * @param deliveryId by which the sender knows it, null when it gives none
   */
  Answer take(FormSources.Source source, String deliveryId, String contentType, byte[] body) {
    Optional<Map<String, String>> fields = FormFields.read(contentType, body, json);
    String id =
        deliveryId == null ? fields.map(known -> named(source, known)).orElse(null) : deliveryId;
    String key =
        id == null
            ? UUID.randomUUID().toString()
            : Digests.sha256(id.getBytes(StandardCharsets.UTF_8));
    Arrival arrival =
        new Arrival(
            Way.FORM,
            source.settings().name(),
            key,
            source.settings().name(),
            null,
            null,
            null,
            contentType);
    try {
      return QuarkusTransaction.requiringNew()
          .call(() -> take(source, arrival, fields.orElse(null), contentType, body));
    } catch (RuntimeException e) {
      if (Passing.isContention(e) || Passing.isOutage(e)) {
        throw e;
      }
      return park(arrival, body, e);
    }
  }

  private static String named(FormSources.Source source, Map<String, String> fields) {
    return source.settings().mapping().entrySet().stream()
        .filter(field -> field.getValue().equals(FieldMapping.DELIVERY_ID))
        .map(field -> fields.get(field.getKey()))
        .filter(id -> id != null && !id.isBlank())
        .findFirst()
        .orElse(null);
  }

  private Answer take(
      FormSources.Source source,
      Arrival arrival,
      Map<String, String> fields,
      String contentType,
      byte[] body) {
    Optional<UUID> mark = messages.mark(arrival, "TAKEN");
    if (mark.isEmpty()) {
      return new Answer(known(arrival), true);
    }
    UUID id = mark.get();
    if (fields == null) {
      return parked(id, body, "UNREADABLE", "is neither JSON nor a form in UTF-8");
    }
    Optional<TicketApi.View> ticket = log(source, fields, contentType, body);
    if (ticket.isEmpty()) {
      return parked(id, body, "EMPTY", "says nothing a ticket could be made of");
    }
    messages.taken(id, ticket.get().id(), false);
    return new Answer(new Receipt(id, "TAKEN", ticket.get().id(), ticket.get().number()), false);
  }

  private Receipt known(Arrival arrival) {
    InboundMessages.Known known =
        messages.byKey(arrival.way(), arrival.scope(), arrival.key()).orElseThrow();
    return new Receipt(known.id(), known.state(), known.ticketId(), known.number());
  }

  private Answer parked(UUID id, byte[] body, String reason, String error) {
    try {
      messages.decided(id, "PARKED", null, null);
      messages.parked(id, reason, error, blobs.putNear(new ByteArrayInputStream(body)).id());
      return new Answer(new Receipt(id, "PARKED", null, null), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What went wrong is ours or the configuration's: the delivery is kept for another try. */
  private Answer park(Arrival arrival, byte[] body, RuntimeException why) {
    LOG.errorf(why, "A delivery of form %s is parked", arrival.source());
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              Optional<UUID> mark = messages.mark(arrival, "PARKED");
              return mark.isEmpty()
                  ? new Answer(known(arrival), true)
                  : parked(
                      mark.get(),
                      body,
                      why instanceof Problem ? "REFUSED" : "FAILED",
                      why instanceof Problem problem ? describe(problem) : "failed on our side");
            });
  }

  static String describe(Problem problem) {
    StringBuilder text = new StringBuilder(problem.getMessage());
    problem
        .errors()
        .forEach(
            error ->
                text.append(' ')
                    .append(error.pointer())
                    .append(' ')
                    .append(error.message())
                    .append('.'));
    return text.toString();
  }

  /** Tries a parked delivery again, as its source is configured now; within a transaction. */
  Optional<TicketApi.View> retry(FormSources.Source source, String contentType, byte[] body) {
    return FormFields.read(contentType, body, json)
        .flatMap(fields -> log(source, fields, contentType, body));
  }

  private Optional<TicketApi.View> log(
      FormSources.Source source, Map<String, String> fields, String contentType, byte[] body) {
    Optional<FieldMapping.Mapped> mapped = FieldMapping.map(source.settings(), fields, contacts);
    if (mapped.isEmpty()) {
      return Optional.empty();
    }
    var origin = origins.system("form-" + source.settings().name());
    Caller receiver = new Caller(source.settings().receiver(), null, null, Set.of(Roles.FRONTLINE));
    TicketApi.View ticket = intake.logWithin(mapped.get().demand(), receiver, origin);
    if (!mapped.get().whole()) {
      attachForm(ticket.id(), contentType, body, origin);
    }
    return Optional.of(ticket);
  }

  private void attachForm(
      UUID ticketId, String contentType, byte[] body, io.heard.kit.ledger.Origin origin) {
    boolean isJson = FormFields.isJson(contentType);
    try {
      attachments.add(
          ticketId,
          isJson ? "form.json" : "form.txt",
          isJson ? "application/json" : "text/plain",
          new ByteArrayInputStream(body),
          origin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
