package io.heard.notifications.watchdog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.logging.Logger;

/**
 * Pings an external service while all is well. That service raises the alarm when the pings stop:
 * whatever the reason, also when nothing of Heard is left that could.
 */
@ApplicationScoped
class DeadMansSwitch {

  private static final Logger LOG = Logger.getLogger(DeadMansSwitch.class);
  private static final int FIRST_ERROR = 400;

  @Inject WatchdogSettings settings;

  private HttpClient client;
  private boolean pinged;
  private long lastPing;

  /** How things are now; called often. */
  void tell(boolean allIsWell) {
    if (!allIsWell || settings.pingUrl().isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    if (!pinged || now - lastPing >= settings.pingEvery().toNanos()) {
      pinged = true;
      lastPing = now;
      ping(settings.pingUrl().get());
    }
  }

  private void ping(URI url) {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .connectTimeout(settings.pingTimeout())
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
    }
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(settings.pingTimeout())
            .header("User-Agent", "Heard-Watchdog")
            .GET()
            .build();
    var answer =
        client
            .sendAsync(request, HttpResponse.BodyHandlers.discarding())
            .whenComplete(
                (response, e) -> {
                  if (e != null) {
                    LOG.warnf("The dead man's switch could not be pinged: %s", e.getMessage());
                  } else if (response.statusCode() >= FIRST_ERROR) {
                    LOG.warnf(
                        "The dead man's switch answered the ping with %d", response.statusCode());
                  }
                });
    LOG.tracef("Ping: %s", answer);
  }
}
