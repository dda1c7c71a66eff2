package io.heard.customers.customer;

import io.heard.kit.contact.ContactPoints;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Brings details that have passed their constraints into the form in which they are kept. */
@ApplicationScoped
class DetailsForm {

  @Inject ContactPoints contactPoints;

  /**
   * Contacts in the form in which they are compared, nothing twice, values in one order, defaults
   * filled in.
   */
  CustomerApi.Details complete(CustomerApi.Details given) {
    return new CustomerApi.Details(
        or(given.kind(), Kind.PERSON),
        given.name(),
        distinct(given.phones(), contactPoints::phone),
        distinct(given.emails(), contactPoints::email),
        or(given.scope(), Scope.POTENTIAL),
        or(given.values(), List.<Value>of()).stream().distinct().sorted().toList(),
        or(given.engagement(), Engagement.TRANSACTIONAL),
        or(given.tier(), CustomerApi.STANDARD_TIER),
        given.language() == null ? null : Locale.forLanguageTag(given.language()).toLanguageTag(),
        given.timeZone(),
        given.accountOwner() == null ? null : given.accountOwner().strip(),
        or(given.organisations(), List.<CustomerApi.Membership>of()));
  }

  private static List<String> distinct(
      List<String> given, Function<String, Optional<String>> form) {
    return given == null
        ? List.of()
        : given.stream().map(text -> form.apply(text).orElseThrow()).distinct().toList();
  }

  private static <T> T or(T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
