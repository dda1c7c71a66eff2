package io.heard.local.command;

import io.heard.local.Endpoint;

/** {@code ./run help}. */
public final class Help {
  private static final String TEXT =
      """
      Usage: ./run [COMMAND] [OPTIONS]

        up       start everything and keep it running until Ctrl-C (the default)
        demo     four demands from the first word to the last, with proofs; in about a minute
        status   what runs, since when, with how much memory; exit code 0 if all is ready
        token    print a bearer token
                   --user NAME --roles frontline,agent,lead,ops,admin,integration
                   [--client ID] [--email ADDRESS] [--ttl PT12H]
        mail     list the mails Heard has sent; `mail N` shows one
        stop     stop what `up` started, from another terminal
        train    note how the services start, so that they start faster; ./run does it after a build
        help     this text

      Options of every command; in brackets the environment variable and the default.
        --data DIR   where everything is kept  [HEARD_DATA, .heard beside ./run]
      """;

  private Help() {}

  public static int run() {
    StringBuilder text = new StringBuilder(TEXT);
    for (Endpoint endpoint : Endpoint.values()) {
      text.append(
          "  %-30s %s  [%s, %d]%n"
              .formatted(
                  endpoint.option() + " PORT",
                  endpoint.title(),
                  endpoint.variable(),
                  endpoint.defaultPort()));
    }
    text.append(
        """

        Further environment variables: JAVA_HOME; HEARD_JAVA_OPTS (the services' Java options in \
        place of the small heap);
        HEARD_MIN_FREE_MB (do not start with less disk than that, 512). What configures a service \
        (docs/operations.md) can be set as well,
        such as HEARD_ATTACHMENTS_STORE, HEARD_PUBLIC_URL or QUARKUS_MAILER_HOST.
        All ports are open to this machine only (127.0.0.1).
        """);
    System.out.print(text);
    return 0;
  }
}
