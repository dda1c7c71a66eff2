package io.heard.tickets.clock;

import io.heard.tickets.policy.ClockKind;
import java.io.Serializable;
import java.util.UUID;

/** A clock: of which ticket, of what kind, in which round. */
public record ClockId(UUID ticketId, ClockKind kind, int round) implements Serializable {}
