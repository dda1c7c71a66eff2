package io.heard.tickets.ticket;

import io.heard.kit.contact.ContactPoints;
import io.heard.kit.json.BodyCheck;
import io.heard.kit.problem.FieldError;
import io.heard.tickets.field.CustomFields;
import io.heard.tickets.ticket.TicketApi.CustomerRef;
import io.heard.tickets.ticket.TicketApi.NewTicket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Custom fields and contacts of a new demand. */
@ApplicationScoped
class NewTicketCheck implements BodyCheck<NewTicket> {

  private static final String PHONE = "/customer/phone";
  private static final String EMAIL = "/customer/email";

  @Inject CustomFields customFields;
  @Inject ContactPoints contacts;

  /** How a customer can be reached, in the one form in which it is compared; null when not said. */
  record Reach(String phone, String email) {}

  @Override
  public Class<NewTicket> type() {
    return NewTicket.class;
  }

  @Override
  public List<FieldError> mistakes(NewTicket demand) {
    List<FieldError> mistakes = new ArrayList<>();
    reach(demand, mistakes);
    return mistakes;
  }

  /** Notes everything that is wrong on the way. */
  Reach reach(NewTicket demand, List<FieldError> mistakes) {
    if (demand.customFields() != null) {
      mistakes.addAll(customFields.mistakes(demand.customFields()));
    }
    Optional<CustomerRef> named =
        Optional.ofNullable(demand.customer()).filter(customer -> customer.id() == null);
    return new Reach(
        contacts.phone(said(named.map(CustomerRef::phone)), PHONE, mistakes),
        contacts.email(said(named.map(CustomerRef::email)), EMAIL, mistakes));
  }

  private static String said(Optional<String> text) {
    return text.filter(one -> !one.isBlank()).orElse(null);
  }
}
