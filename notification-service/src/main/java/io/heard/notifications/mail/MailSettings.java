package io.heard.notifications.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How mail leaves; the server is configured with {@code quarkus.mailer.*}. */
@ConfigMapping(prefix = "heard.mail")
public interface MailSettings {

  /** How many mails one replica hands to the server at the same time. */
  @WithDefault("4")
  int parallel();

  /** Time for one mail, from the connection to the server's word that it has taken it. */
  @WithDefault("20s")
  Duration timeout();
}
