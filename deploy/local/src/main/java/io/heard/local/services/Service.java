package io.heard.local.services;

import io.heard.local.Complaint;
import io.heard.local.Endpoint;
import io.heard.local.JavaCommand;
import io.heard.local.Secrets;
import io.heard.local.Settings;
import io.heard.local.postgres.PostgresServer;
import io.heard.local.supervise.ManagedProcess;
import io.heard.local.token.SigningKey;
import io.heard.local.token.TokenMint;
import io.heard.local.training.AotCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of Heard's three services, configured as in production: by environment variables. What makes
 * the parts find each other is set here; of the rest, what the user has set wins.
 */
public final class Service implements ManagedProcess {
  private static final Map<Endpoint, String> DATABASES =
      Map.of(
          Endpoint.CUSTOMER, "customers",
          Endpoint.TICKET, "tickets",
          Endpoint.NOTIFICATION, "notifications");

  /**
   * Four times what Java waits for by default before it optimizes: right after a start on two
   * processors its compiler would take one of them from those who ask (ADR 0098).
   */
  private static final String[] COMPILING = {
    "-XX:Tier4InvocationThreshold=20000",
    "-XX:Tier4MinInvocationThreshold=5000",
    "-XX:Tier4CompileThreshold=40000",
    "-XX:Tier4BackEdgeThreshold=200000"
  };

  private final Endpoint endpoint;
  private final Settings settings;
  private final Secrets secrets;
  private final SigningKey key;
  private final Map<String, String> given;

  private Service(
      Endpoint endpoint,
      Settings settings,
      Secrets secrets,
      SigningKey key,
      Map<String, String> given) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.secrets = secrets;
    this.key = key;
    this.given = given;
  }

  public static List<Service> all(Settings settings, Secrets secrets, SigningKey key) {
    return all(settings, secrets, key, System.getenv());
  }

  /**
   * All three.
   *
   * @param given the environment they inherit
   */
  static List<Service> all(
      Settings settings, Secrets secrets, SigningKey key, Map<String, String> given) {
    return List.of(
        new Service(Endpoint.CUSTOMER, settings, secrets, key, given),
        new Service(Endpoint.TICKET, settings, secrets, key, given),
        new Service(Endpoint.NOTIFICATION, settings, secrets, key, given));
  }

  @Override
  public String name() {
    return endpoint.title();
  }

  @Override
  public int port() {
    return settings.port(endpoint);
  }

  /** Complains if it has not been built. */
  public void check() {
    if (!Files.isRegularFile(jar())) {
      throw new Complaint(
          name()
              + " is not built: "
              + jar()
              + " is missing. ./run builds it; so does mvn package.");
    }
  }

  @Override
  public List<String> command() {
    return JavaCommand.of(settings)
        .options(heap())
        .options(COMPILING)
        .options("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
        .cache(new AotCache(settings, endpoint))
        .jar(jar());
  }

  @Override
  public Map<String, String> environment() {
    String database = DATABASES.get(endpoint);
    Map<String, String> variables = new HashMap<>(JavaCommand.ENVIRONMENT);
    variables.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    variables.put("QUARKUS_HTTP_PORT", Integer.toString(port()));
    variables.put("QUARKUS_DATASOURCE_JDBC_URL", PostgresServer.jdbcUrl(settings, database));
    variables.put("QUARKUS_DATASOURCE_USERNAME", database);
    variables.put("QUARKUS_DATASOURCE_PASSWORD", secrets.database(database));
    variables.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + settings.port(Endpoint.KAFKA));
    variables.put("QUARKUS_OIDC_PUBLIC_KEY", key.publicKeyBase64());
    variables.put("QUARKUS_OIDC_TOKEN_ISSUER", TokenMint.ISSUER);
    usual().forEach((name, value) -> variables.put(name, isGiven(name) ? given.get(name) : value));
    return variables;
  }

  /** What holds on one machine unless the user has said otherwise. */
  private Map<String, String> usual() {
    Map<String, String> variables = new HashMap<>();
    if (endpoint == Endpoint.TICKET) {
      variables.put("HEARD_STATUS_SECRET", secrets.statusLinks());
      variables.put("HEARD_PUBLIC_URL", "http://localhost:" + port());
      variables.put("HEARD_ATTACHMENTS_STORE", "DISK");
      variables.put(
          "HEARD_ATTACHMENTS_DIRECTORY", settings.data().resolve("attachments").toString());
    }
    if (endpoint == Endpoint.NOTIFICATION) {
      // a mail server of the user's own has a port of its own
      if (!isGiven("QUARKUS_MAILER_HOST")) {
        variables.put("QUARKUS_MAILER_HOST", "127.0.0.1");
        variables.put("QUARKUS_MAILER_PORT", Integer.toString(settings.port(Endpoint.SMTP)));
      }
      variables.put("HEARD_WEBHOOKS_ALLOW_PRIVATE_NETWORKS", "true");
    }
    return variables;
  }

  private boolean isGiven(String name) {
    return given.containsKey(name) && !given.get(name).isBlank();
  }

  @Override
  public Optional<String> whyNotReady(long pid) {
    return Http.whyNotOk("http://127.0.0.1:" + port() + "/q/health/ready");
  }

  private Path jar() {
    return settings.jar(endpoint);
  }

  /** For measurements {@code HEARD_JAVA_OPTS} replaces the small heap. */
  private static String[] heap() {
    String given = System.getenv("HEARD_JAVA_OPTS");
    if (given == null || given.isBlank()) {
      return new String[] {"-Xms96m", "-Xmx256m", "-Xmn64m", "-Xss512k"};
    }
    return given.strip().split("\\s+");
  }
}
