package io.heard.notifications.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How mail leaves. */
@ConfigMapping(prefix = "heard.mail")
public interface MailSettings {

  /** How the connection is protected. */
  enum Tls {
    /** Not at all. */
    NONE,
    /** By STARTTLS when the server offers it. */
    OFFERED,
    /** By STARTTLS; without it nothing is sent. */
    REQUIRED,
    /** From the first byte (port 465). */
    IMPLICIT
  }

  /** The mail server. */
  String host();

  int port();

  /** The sender, {@code Heard <heard@example.com>}. */
  String from();

  /** Name to log in with; without one there is no login. */
  Optional<String> username();

  Optional<String> password();

  @WithDefault("OFFERED")
  Tls tls();

  /** How many mails one replica hands to the server at the same time. */
  @WithDefault("4")
  int parallel();

  /**
   * Time to connect, and for each answer of the server. Three times this for the whole mail: that
   * must be less than the lease of a delivery.
   */
  @WithDefault("10s")
  Duration timeout();
}
