package io.heard.tickets.customer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A customer as the events of customer-service carry it, as far as it is needed here; fields may be
 * added there at any time.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CustomerState(
    UUID id,
    String name,
    List<String> phones,
    List<String> emails,
    String tier,
    String language,
    String timeZone,
    UUID mergedInto,
    boolean erased) {

  public CustomerState {
    phones = phones == null ? List.of() : List.copyOf(phones);
    emails = emails == null ? List.of() : List.copyOf(emails);
  }

  List<String> contacts() {
    return Stream.concat(phones.stream(), emails.stream()).toList();
  }
}
