package io.heard.systemtests.fleet;

import com.icegreen.greenmail.user.UserException;
import io.heard.local.Console;
import io.heard.local.Endpoint;
import io.heard.local.LocalSystem;
import io.heard.local.PrivateFiles;
import io.heard.local.Secrets;
import io.heard.local.Settings;
import io.heard.local.mail.MailFolder;
import io.heard.local.mail.MailReceiver;
import io.heard.local.postgres.PostgresServer;
import io.heard.local.services.Service;
import io.heard.local.supervise.Supervisor;
import io.heard.local.token.SigningKey;
import io.heard.systemtests.clock.ClockAgentJar;
import io.heard.systemtests.net.Link;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/**
 * Heard as in production, on one machine: two replicas of each service, three brokers, PostgreSQL
 * on a disk of its own, and a line of the network between any two that talk. The launcher's
 * supervisor brings back what dies.
 */
public final class Fleet implements AutoCloseable {
  public static final String POSTGRES = PostgresServer.NAME;
  public static final String CUSTOMERS = Endpoint.CUSTOMER.title();
  public static final String TICKETS = Endpoint.TICKET.title();
  public static final String NOTIFICATIONS = Endpoint.NOTIFICATION.title();
  public static final List<String> SERVICES = List.of(CUSTOMERS, TICKETS, NOTIFICATIONS);
  public static final List<String> REPLICAS =
      SERVICES.stream().flatMap(service -> replicas(service).stream()).toList();
  public static final List<String> BROKERS = Cluster.NAMES;

  private static final List<Endpoint> ENDPOINTS =
      List.of(Endpoint.CUSTOMER, Endpoint.TICKET, Endpoint.NOTIFICATION);
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Valid also for a machine whose clock is behind. */
  private static final Duration AGE_OF_TOKENS = Duration.ofHours(3);

  /** The tree that is tested. */
  public static final Path HOME =
      Path.of(System.getProperty("heard.home", "../..")).toAbsolutePath().normalize();

  /**
   * What starts again and again on two processors does without what pays only later, and without
   * verifying once more the class files that every other test has verified.
   */
  static final List<String> QUICK_START =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote");

  private final Settings settings;
  private final Secrets secrets;
  private final Path output;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Map<String, Replica> programs = new LinkedHashMap<>();
  private final Map<String, Settings> replicas = new LinkedHashMap<>();
  private final Map<String, Link> toDatabase = new LinkedHashMap<>();
  private final Cluster cluster;
  private final Disk disk;
  private final ShiftedTime time;
  private final MailReceiver mail;
  private final Supervisor supervisor;
  private final Processes processes;
  private final Thread endWithTheTest = new Thread(this::abandon);

  private Fleet(Path data, Path built, Set<String> machineClocks)
      throws IOException, InterruptedException, UserException {
    // what is killed in the middle of a mail leaves an exception in a thread of the mail receiver
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
    settings = new Settings(HOME, data, Ports.forEveryEndpoint());
    secrets = Secrets.of(data);
    output = data.resolve("supervisor.txt");
    processes = new Processes(data);
    time = new ShiftedTime(settings, secrets);
    disk = disk();
    cluster = new Cluster(settings, vertx, REPLICAS);
    mail = MailReceiver.start(settings, new MailFolder(settings, Clock.systemUTC()));
    supervisor =
        new Supervisor(
            settings,
            new Console(
                new PrintStream(output.toFile(), StandardCharsets.UTF_8), Clock.systemUTC()),
            Supervisor.STOP_PATIENCE);
    add(new Postgres(new PostgresServer(settings, secrets), POSTGRES, time));
    cluster
        .brokers()
        .forEach(broker -> add(new Replica(broker, broker.name(), List.of(), Map.of())));
    for (String replica : REPLICAS) {
      addService(replica, built, machineClocks.contains(replica));
    }
  }

  /**
   * Starts it on that directory and returns when all are ready.
   *
   * @param built the tree the services are run from
   * @param machineClocks the replicas whose {@link #machineClock} can be set; what that takes costs
   *     each of them a tenth of its start
   */
  public static Fleet start(Path data, Path built, Set<String> machineClocks)
      throws IOException, InterruptedException {
    try {
      Fleet fleet = new Fleet(data, built, machineClocks);
      Runtime.getRuntime().addShutdownHook(fleet.endWithTheTest);
      try {
        fleet.start();
      } catch (IOException | InterruptedException | RuntimeException e) {
        fleet.close();
        throw e;
      }
      return fleet;
    } catch (UserException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start() throws IOException, InterruptedException {
    start(List.of(POSTGRES));
    start(BROKERS);
    awaitAll();
    cluster.createTopics();
    start(REPLICAS);
    awaitAll();
  }

  private void start(List<String> names) {
    names.forEach(name -> supervisor.start(programs.get(name)));
  }

  private void awaitAll() throws InterruptedException, IOException {
    if (!supervisor.awaitReady(PATIENCE, new CountDownLatch(1))) {
      throw new IllegalStateException(
          supervisor.notReady() + " not ready; " + Files.readString(output));
    }
  }

  private Disk disk() throws IOException, InterruptedException {
    Path directory = PrivateFiles.directory(settings.data().resolve("postgres"));
    Optional<SmallDisk> small = SmallDisk.mount(directory);
    return small.isPresent() ? small.get() : new RefusingDisk(settings.data());
  }

  private void addService(String replica, Path built, boolean clockCanBeSet) throws IOException {
    Endpoint endpoint = endpoint(replica);
    toDatabase.put(
        replica, Link.open(vertx, replica + " to postgres", settings.port(Endpoint.POSTGRES)));
    Map<Endpoint, Integer> ports = new EnumMap<>(settings.ports());
    ports.put(endpoint, Ports.free(1).get(0));
    replicas.put(replica, settings.withPorts(ports));
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", cluster.servers(replica));
    environment.put("HEARD_PUBLIC_URL", "http://localhost:" + settings.port(endpoint));
    if (!built.equals(HOME)) {
      // what the operations guide tells for versions that do not do so by themselves
      environment.put("QUARKUS_FLYWAY_IGNORE_MIGRATION_PATTERNS", "*:future,*:missing");
    }
    List<String> options = new ArrayList<>(QUICK_START);
    if (clockCanBeSet) {
      options.add(ClockAgentJar.option(settings.data(), machineClock(replica)));
    }
    add(new Replica(program(replica, built), replica, options, environment));
  }

  private Service program(String replica, Path built) throws IOException {
    Map<Endpoint, Integer> ports = new EnumMap<>(replicas.get(replica).ports());
    ports.put(Endpoint.POSTGRES, toDatabase.get(replica).port());
    Service program =
        Service.all(
                new Settings(built, settings.data(), ports),
                secrets,
                SigningKey.of(settings.data()))
            .get(ENDPOINTS.indexOf(endpoint(replica)));
    program.check();
    return program;
  }

  private static Endpoint endpoint(String replica) {
    return ENDPOINTS.get(SERVICES.indexOf(service(replica)));
  }

  /** It finishes in good order and comes back as the version that is tested. */
  public void upgrade(String replica) throws IOException, InterruptedException {
    programs.get(replica).replaceBy(program(replica, HOME));
    processes.restart(replica);
    processes.awaitReady(replica);
  }

  private void add(Replica program) {
    programs.put(program.name(), program);
  }

  /** {@code ticket-service-1} and {@code ticket-service-2}. */
  public static List<String> replicas(String service) {
    return List.of(service + "-1", service + "-2");
  }

  public static String service(String replica) {
    return replica.substring(0, replica.lastIndexOf('-'));
  }

  public Processes processes() {
    return processes;
  }

  /** Kills it and keeps it away until {@link #comeBack}. */
  public void lose(String name) throws IOException, InterruptedException {
    programs.get(name).hold();
    processes.kill(name);
  }

  public void comeBack(String name) {
    programs.get(name).release();
  }

  /** Everything is there that should be. */
  public void awaitReady() {
    programs.keySet().forEach(processes::awaitReady);
  }

  public Link toDatabase(String replica) {
    return toDatabase.get(replica);
  }

  /** Its lines to the brokers. */
  public List<Link> toBrokers(String replica) {
    return cluster.links(replica);
  }

  public Disk databaseDisk() {
    return disk;
  }

  /** The clock of the machine that replica runs on is so far ahead; behind when negative. */
  public void machineClock(String replica, Duration ahead) throws IOException {
    PrivateFiles.replace(
        machineClock(replica), Long.toString(ahead.toMillis()).getBytes(StandardCharsets.US_ASCII));
  }

  private Path machineClock(String replica) {
    return settings.data().resolve(replica + ".clock");
  }

  /** The clock of the host of that service's database is so far ahead; behind when negative. */
  public void databaseClock(String service, Duration ahead) throws SQLException {
    time.jump(Postgres.DATABASES.get(SERVICES.indexOf(service)), ahead);
  }

  /** What a service has committed and the brokers have not acknowledged yet. */
  public Set<String> unsent(String service) throws SQLException {
    String database = Postgres.DATABASES.get(SERVICES.indexOf(service));
    Set<String> events = new HashSet<>();
    try (Connection connection =
            DriverManager.getConnection(
                PostgresServer.jdbcUrl(settings, database), database, secrets.database(database));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select aggregate_id || '-' || sequence from outbox")) {
      while (rows.next()) {
        events.add(rows.getString(1));
      }
    }
    return events;
  }

  /** Where the replicas of a service are asked. */
  public List<URI> addresses(String service) {
    Endpoint endpoint = ENDPOINTS.get(SERVICES.indexOf(service));
    return replicas(service).stream()
        .map(replica -> URI.create("http://localhost:" + replicas.get(replica).port(endpoint)))
        .toList();
  }

  public String token(String user, String... roles) throws IOException {
    Clock past = Clock.offset(Clock.systemUTC(), AGE_OF_TOKENS.negated());
    return LocalSystem.of(settings, past).token(user, roles);
  }

  /** To look past the services: the databases' own port, the data. */
  public Settings settings() {
    return settings;
  }

  /** Bootstrap servers for the test itself. */
  public String brokers() {
    return cluster.undisturbed();
  }

  /** What starts, dies and comes back, line by line. */
  public Path output() {
    return output;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Runtime.getRuntime().removeShutdownHook(endWithTheTest);
    programs.values().forEach(Replica::release);
    toDatabase.values().forEach(Link::restore);
    REPLICAS.forEach(replica -> toBrokers(replica).forEach(Link::restore));
    disk.free();
    for (String name : programs.keySet()) {
      processes.thaw(name);
    }
    supervisor.stop(REPLICAS);
    supervisor.stop(BROKERS);
    supervisor.stop(List.of(POSTGRES));
    mail.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    disk.close();
  }

  /** For a test that is ended from outside. */
  private void abandon() {
    supervisor.killAll();
    try {
      disk.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
