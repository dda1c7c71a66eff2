package io.heard.local.command;

import io.heard.local.Endpoint;
import io.heard.local.LocalSystem;
import io.heard.local.Settings;

/** What is printed when all is ready: where everything is, and a first request to paste. */
final class Welcome {

  private Welcome() {}

  static String text(LocalSystem system) {
    Settings settings = system.settings();
    return """

        customers       %1$s    API: %1$s/q/swagger-ui
        tickets         %2$s    API: %2$s/q/swagger-ui
        notifications   %3$s    API: %3$s/q/swagger-ui
        board           %3$s/
        mail            ./run mail   (SMTP at 127.0.0.1:%4$d)
        data            %5$s   (logs in logs/, process ids in pids/)

        A token for mei, valid for 12 hours, and a first demand:

        TOKEN=%6$s

        curl -i %2$s/v1/tickets \\
          -H "Authorization: Bearer $TOKEN" \\
          -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \\
          -H 'Content-Type: application/json' \\
          -d '{"subject": "Filter change for the water purifier", "channel": "PHONE", \
        "customer": {"name": "Mrs Chen", "phone": "+86 755 2345 6789"}}'
        """
        .formatted(
            system.customers(),
            system.tickets(),
            system.notifications(),
            settings.port(Endpoint.SMTP),
            system.data(),
            system.token("mei", "frontline", "agent"));
  }
}
