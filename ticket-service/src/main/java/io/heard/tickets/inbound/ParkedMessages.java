package io.heard.tickets.inbound;

import io.heard.kit.paging.Limit;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.tickets.attachment.Blobs;
import io.heard.tickets.inbound.InboundApi.Receipt;
import io.heard.tickets.inbound.InboundApi.Way;
import io.heard.tickets.inbound.InboundMessages.Known;
import io.heard.tickets.ticket.TicketApi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a person has to look at, because no ticket could be made of it. */
@ApplicationScoped
public class ParkedMessages {

  @Inject InboundMessages messages;
  @Inject FormSources sources;
  @Inject FormDesk forms;
  @Inject MailDesk mails;
  @Inject Blobs blobs;
  @Inject Callers callers;

  List<InboundApi.Parked> after(UUID after, Limit limit) {
    return messages.parkedAfter(after, limit.plusOne());
  }

  /** The message as it came. */
  InputStream raw(UUID id) {
    return messages
        .byId(id)
        .filter(known -> known.raw() != null)
        .map(known -> blobs.open(known.raw()))
        .orElseThrow(() -> Problem.notFound("Parked message " + id));
  }

  /**
   * Makes a ticket of it after all: with the mapping as it is now, and whatever it was parked for a
   * person has judged otherwise.
   */
  @Transactional
  Receipt retry(UUID id) {
    Known parked = locked(id);
    TicketApi.View ticket =
        (parked.way() == Way.FORM
                ? retryForm(parked)
                : mails.retry(parked, blobs.open(parked.raw())))
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "still-unreadable", "No ticket can be made of it; it stays parked."));
    messages.decided(id, "TAKEN", callers.current().name(), "tried again");
    messages.taken(id, ticket.id(), ticket.version() > 1);
    return new Receipt(id, "TAKEN", ticket.id(), ticket.number());
  }

  private Optional<TicketApi.View> retryForm(Known parked) {
    FormSources.Source source = sources.get(parked.source());
    try (InputStream raw = blobs.open(parked.raw())) {
      return forms.retry(source, parked.contentType(), raw.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Transactional
  void discard(UUID id, String reason) {
    locked(id);
    messages.decided(id, "DISCARDED", callers.current().name(), reason);
  }

  private Known locked(UUID id) {
    return messages
        .lockParked(id)
        .orElseThrow(
            () ->
                messages
                    .byId(id)
                    .map(known -> Problem.conflict("not-parked", "It is " + known.state() + "."))
                    .orElseGet(() -> Problem.notFound("Parked message " + id)));
  }
}
