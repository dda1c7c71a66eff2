package io.heard.tickets.ticket;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a part of the service keeps about a person beside the tickets themselves. Each bean of this
 * type is asked when somebody's data are exported.
 */
public interface Holding {

  /**
   * Whose.
   *
   * @param tickets theirs
   * @param phones in E.164
   * @param emails in their normal form
   */
  record Whose(Set<UUID> tickets, Set<String> phones, Set<String> emails) {}

  /** Under which it stands in the export. */
  String name();

  /** As it is to be written down in JSON. */
  List<?> of(Whose whose);
}
