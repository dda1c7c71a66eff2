package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.local.Endpoint;
import io.heard.local.LocalSystem;
import io.heard.local.Main;
import io.heard.local.Settings;
import io.heard.local.supervise.Kill;
import io.heard.local.supervise.Phase;
import io.heard.local.supervise.RunState;
import io.heard.systemtests.fleet.Ports;
import io.heard.systemtests.fleet.Processes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The whole system as {@code ./run} starts it: the built launcher and what it supervises. */
final class RunningSystem implements AutoCloseable {
  static final String POSTGRES = "postgres";
  static final String KAFKA = "kafka";
  static final String CUSTOMERS = "customer-service";
  static final String TICKETS = "ticket-service";
  static final String NOTIFICATIONS = "notification-service";
  static final List<String> SERVICES = List.of(CUSTOMERS, TICKETS, NOTIFICATIONS);
  private static final List<String> PROCESSES =
      List.of(POSTGRES, KAFKA, CUSTOMERS, TICKETS, NOTIFICATIONS);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Settings settings;
  private final Map<String, String> environment;
  private final LocalSystem addresses;
  private final Processes processes;
  private final Path output;
  private final Thread endWithTheTest = new Thread(this::endLauncher);
  private Process launcher;

  private RunningSystem(Settings settings, Map<String, String> environment) throws IOException {
    this.settings = settings;
    this.environment = environment;
    this.addresses = LocalSystem.of(settings, Clock.systemUTC());
    this.processes = new Processes(settings.data());
    this.output = settings.data().resolve("launcher.txt");
  }

  /** Starts it on that directory, at ports that are free. */
  static RunningSystem start(Path data) throws IOException {
    return start(data, Map.of());
  }

  /** Likewise, with settings of the services as environment variables. */
  static RunningSystem start(Path data, Map<String, String> environment) throws IOException {
    Path home = Path.of(System.getProperty("heard.home")).toAbsolutePath().normalize();
    RunningSystem system =
        new RunningSystem(new Settings(home, data, Ports.forEveryEndpoint()), environment);
    Runtime.getRuntime().addShutdownHook(system.endWithTheTest);
    System.out.println("The system's data and logs: " + data);
    system.start();
    return system;
  }

  void start() throws IOException {
    launcher = launch();
    await("the system to be ready").atMost(PATIENCE).until(() -> isReady() || !launcher.isAlive());
    assertThat(launcher.isAlive()).as("launcher: %s", Files.readString(output)).isTrue();
  }

  /** Ctrl-C. */
  void stop() throws IOException, InterruptedException {
    Kill.signal(launcher.pid(), "TERM");
    assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("the launcher stops when it is told to")
        .isTrue();
    assertThat(launcher.exitValue()).as("launcher: %s", Files.readString(output)).isZero();
    assertThat(Files.readString(output)).contains("Stopped.").doesNotContain("killing it");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Runtime.getRuntime().removeShutdownHook(endWithTheTest);
    if (launcher != null && launcher.isAlive()) {
      stop();
    }
  }

  /** It lives and does nothing, as on a machine that hangs. */
  void freeze(String name) throws IOException, InterruptedException {
    processes.freeze(name);
  }

  void thaw(String name) throws IOException, InterruptedException {
    processes.thaw(name);
  }

  /** The process that bears that name at present. */
  long pid(String name) throws IOException {
    return processes.state(name).pid();
  }

  void awaitReady(String name) {
    processes.awaitReady(name);
  }

  Client tickets(String user, String... roles) {
    return new Client(addresses.tickets(), addresses.token(user, roles));
  }

  Client customers(String user, String... roles) {
    return new Client(addresses.customers(), addresses.token(user, roles));
  }

  Client notifications(String user, String... roles) {
    return new Client(addresses.notifications(), addresses.token(user, roles));
  }

  Client service(String name, String user, String... roles) {
    return switch (name) {
      case CUSTOMERS -> customers(user, roles);
      case TICKETS -> tickets(user, roles);
      case NOTIFICATIONS -> notifications(user, roles);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** A customer with a link. */
  Client somebody() {
    return new Client(addresses.tickets(), null);
  }

  Topic topic(String name) {
    return new Topic("127.0.0.1:" + settings.port(Endpoint.KAFKA), name);
  }

  Database database(String name) {
    return new Database(settings, name);
  }

  MailBox mailBox() {
    return new MailBox(settings.mail());
  }

  private boolean isReady() throws IOException {
    return RunState.read(settings.data())
        .filter(state -> state.launcher() == launcher.pid())
        .filter(state -> state.processes().keySet().containsAll(PROCESSES))
        .filter(
            state ->
                state.processes().values().stream().allMatch(one -> one.phase() == Phase.READY))
        .isPresent();
  }

  /** The command line of {@code ./run}, on the Java of the test. */
  private Process launch() throws IOException {
    Path jar = settings.home().resolve("deploy/local/target/heard-local.jar");
    Path libraries = settings.home().resolve("deploy/local/target/lib/*");
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dheard.home=" + settings.home() + "/",
                "-cp",
                jar + File.pathSeparator + libraries,
                Main.class.getName(),
                "up",
                "--data=" + settings.data()));
    settings.ports().forEach((endpoint, port) -> words.add(endpoint.option() + "=" + port));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private void endLauncher() {
    if (launcher != null) {
      launcher.destroy();
    }
  }
}
