package io.heard.tickets.ticket;

import java.util.Set;
import java.util.UUID;

/**
 * What mergers have carried between a ticket and others, and what else belongs to it, as its
 * history tells.
 *
 * @param away promises and actions that were made on it and live on in a survivor
 * @param here promises and actions of other tickets that live on in it
 * @param parts ids of all that was ever said or kept of its promises, actions, transfers,
 *     questions, files and work
 */
record Carried(Set<UUID> away, Set<UUID> here, Set<UUID> parts) {}
