package io.heard.local.services;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The smallest client that can ask for a service's health. */
final class Http {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int READ_MILLIS = 3_000;
  private static final int MAX_REASON = 4_000;

  private Http() {}

  /** Why the address does not answer with 200, or empty if it does. */
  static Optional<String> whyNotOk(String address) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        connection.getInputStream().close();
        return Optional.empty();
      }
      return Optional.of("HTTP " + status + body(connection));
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static String body(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      return in == null
          ? ""
          : " "
              + new String(in.readNBytes(MAX_REASON), StandardCharsets.UTF_8)
                  .replaceAll("\\s+", " ");
    }
  }
}
