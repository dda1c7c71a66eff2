package io.heard.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

/** The random passwords of this data directory: made on first use, then kept, mode 600. */
public final class Secrets {
  private static final String POSTGRES_ADMIN = "postgres.admin";
  private static final String STATUS_LINKS = "status-links";
  private static final List<String> DATABASES = List.of("customers", "tickets", "notifications");

  private final Properties values;

  private Secrets(Properties values) {
    this.values = values;
  }

  public static Secrets of(Path data) throws IOException {
    StringBuilder fresh = new StringBuilder();
    fresh.append(POSTGRES_ADMIN).append('=').append(random()).append('\n');
    for (String database : DATABASES) {
      fresh.append("postgres.").append(database).append('=').append(random()).append('\n');
    }
    fresh.append(STATUS_LINKS).append('=').append(random()).append('\n');
    byte[] kept =
        PrivateFiles.createOnce(
            data.resolve("keys/secrets.properties"),
            fresh.toString().getBytes(StandardCharsets.UTF_8));
    Properties values = new Properties();
    values.load(new ByteArrayInputStream(kept));
    return new Secrets(values);
  }

  public String postgresAdmin() {
    return values.getProperty(POSTGRES_ADMIN);
  }

  /** The password of the user who owns that database and bears its name. */
  public String database(String name) {
    return values.getProperty("postgres." + name);
  }

  /** Signs the links by which customers see the state of their ticket. */
  public String statusLinks() {
    return values.getProperty(STATUS_LINKS);
  }

  private static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
