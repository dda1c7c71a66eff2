package io.heard.tickets.inbound;

import io.heard.tickets.ticket.TicketApi.Kind;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Mailboxes whose mails become tickets; without any nothing is read. */
@ConfigMapping(prefix = "heard.inbound.mail")
public interface MailboxSettings {

  /** How a connection is protected. */
  enum Tls {
    /** Not at all: only within one machine or in tests. */
    NONE,
    /** By STARTTLS; without it nothing is read. */
    REQUIRED,
    /** From the first byte (port 993). */
    IMPLICIT
  }

  /** How often each mailbox is looked into. */
  @WithDefault("15s")
  Duration every();

  /** Larger mails are parked, whole. */
  @WithDefault("25M")
  MemorySize maxSize();

  /** To connect, and for each answer of the server. */
  @WithDefault("30s")
  Duration timeout();

  /**
   * How long a replica has a mailbox for itself without a sign of life; longer than one large mail
   * takes.
   */
  @WithDefault("2m")
  Duration lease();

  /**
   * Addresses Heard itself or its mailboxes send from. Mails from these are parked, so that two
   * machines never write to each other for ever.
   */
  Optional<Set<String>> ownAddresses();

  /** The mailboxes, each with a name of its own. */
  Map<String, Mailbox> mailboxes();

  /** One mailbox, which nothing else reads. */
  interface Mailbox {

    String host();

    @WithDefault("993")
    int port();

    @WithDefault("IMPLICIT")
    Tls tls();

    String username();

    String password();

    @WithDefault("INBOX")
    String folder();

    /** The team that owns what comes in. */
    String team();

    /** Username of the first receiver: who owes the customers the feedback. */
    String receiver();

    @WithDefault("REQUEST")
    Kind kind();
  }
}
