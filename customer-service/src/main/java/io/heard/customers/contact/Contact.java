package io.heard.customers.contact;

import java.util.List;

/**
 * A way to reach a customer, in the one form in which it is compared.
 *
 * @param value a phone in E.164, or an email in lower case
 */
public record Contact(Kind kind, String value) {

  /** How a contact reaches its customer. */
  public enum Kind {
    PHONE,
    EMAIL
  }

  /** A phone in E.164. */
  public static Contact phone(String e164) {
    return new Contact(Kind.PHONE, e164);
  }

  /** An email in lower case. */
  public static Contact email(String normalised) {
    return new Contact(Kind.EMAIL, normalised);
  }

  /** The values of those of a kind, in their order. */
  public static List<String> values(List<Contact> contacts, Kind kind) {
    return contacts.stream().filter(c -> c.kind() == kind).map(Contact::value).toList();
  }
}
