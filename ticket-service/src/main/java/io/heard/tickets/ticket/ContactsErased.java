package io.heard.tickets.ticket;

import java.util.Set;

/**
 * Somebody with these contacts is being erased; whoever keeps words that belong to no ticket looks
 * for what is theirs and takes it out, in the same transaction. Comes twice for everybody: what was
 * on its way in is found the second time.
 *
 * @param phones in E.164
 * @param emails in their normal form
 */
public record ContactsErased(Set<String> phones, Set<String> emails) {}
