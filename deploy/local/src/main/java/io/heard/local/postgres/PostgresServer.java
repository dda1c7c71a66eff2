package io.heard.local.postgres;

import io.heard.local.Endpoint;
import io.heard.local.Secrets;
import io.heard.local.Settings;
import io.heard.local.supervise.ManagedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PostgreSQL as a process of its own, with every promise of durability on. */
public final class PostgresServer implements ManagedProcess {
  public static final String NAME = "postgres";

  private static final Map<String, String> CONFIGURATION =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("max_connections", "100"),
          Map.entry("shared_buffers", "128MB"),
          Map.entry("max_wal_size", "2GB"),
          Map.entry("min_wal_size", "80MB"),
          Map.entry("wal_compression", "pglz"),
          // Neither replicas nor archives here: no need for what they would read.
          Map.entry("wal_level", "minimal"),
          Map.entry("max_wal_senders", "0"),
          Map.entry("jit", "off"),
          Map.entry("TimeZone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_line_prefix", "%m [%p] %d "),
          Map.entry("log_checkpoints", "off"));

  private final Settings settings;
  private final Path clusterDirectory;
  private final PostgresBinaries binaries;
  private final Secrets secrets;
  private final Databases databases;
  private final LeftoverBackends leftovers;

  public PostgresServer(Settings settings, Secrets secrets) {
    Path directory = directory(settings);
    this.settings = settings;
    this.secrets = secrets;
    this.clusterDirectory = directory.resolve("data");
    this.binaries = new PostgresBinaries(directory);
    this.databases = new Databases(port(), secrets);
    this.leftovers = new LeftoverBackends(new PostgresProcesses(settings.data()), clusterDirectory);
  }

  /** What would keep it from starting, said before anything is started. */
  public static void check(Settings settings) throws IOException, InterruptedException {
    PostgresBinaries.archive(System.getProperty("os.arch"));
    PostgresCluster.checkVersion(directory(settings).resolve("data"));
    Unprivileged.check();
  }

  /** The address for the service that owns that database. */
  public static String jdbcUrl(Settings settings, String database) {
    return "jdbc:postgresql://127.0.0.1:" + settings.port(Endpoint.POSTGRES) + "/" + database;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int port() {
    return settings.port(Endpoint.POSTGRES);
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    binaries.unpack();
    new PostgresCluster(clusterDirectory, binaries)
        .createOnce(secrets.postgresAdmin(), settings.log(NAME));
    leftovers.clear();
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>(Unprivileged.prefix());
    command.add(binaries.program("postgres").toString());
    command.addAll(List.of("-D", clusterDirectory.toString(), "-p", Integer.toString(port())));
    CONFIGURATION.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return command;
  }

  @Override
  public Optional<String> whyNotReady(long pid) {
    try (Connection connection = databases.connect()) {
      return connection.isValid(2) ? Optional.empty() : Optional.of("does not answer");
    } catch (SQLException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public void firstAnswer() throws IOException {
    databases.ensure();
  }

  /** PostgreSQL's fast shutdown: open transactions are rolled back, nobody is waited for. */
  @Override
  public String stopSignal() {
    return "INT";
  }

  private static Path directory(Settings settings) {
    return settings.data().resolve("postgres");
  }
}
