package io.heard.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.local.postgres.PostgresServer;
import io.heard.local.supervise.ProcFs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One life of a local system: the real launcher, PostgreSQL and Kafka, and stand-ins for the three
 * services. The steps build on each other, since each start costs seconds.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeSystemTest {
  @TempDir static Path home;
  private static Settings settings;
  private static RunningSystem system;
  private static TestTopic topic;

  @BeforeAll
  static void start() throws Exception {
    settings = TestHome.create(home);
    system = new RunningSystem(settings, home.resolve("up.txt"));
    topic = new TestTopic(settings);
    system.up();
  }

  @AfterAll
  static void stop() throws Exception {
    if (system.isUp()) {
      system.end("TERM");
    }
  }

  @Test
  @Order(1)
  void namesTheProcessesThemselves() throws Exception {
    assertThat(system.output())
        .contains("http://localhost:" + settings.port(Endpoint.TICKET))
        .contains("/v1/tickets", "Idempotency-Key", "Authorization: Bearer");
    assertThat(ProcFs.executable(system.pid("postgres")).orElseThrow()).hasFileName("postgres");
    for (String name : List.of("kafka", "customer-service")) {
      assertThat(ProcFs.executable(system.pid(name)).orElseThrow()).hasFileName("java");
    }
  }

  @Test
  @Order(2)
  void isDurableAndConfiguredAsInProduction() throws Exception {
    try (Connection connection = tickets()) {
      assertThat(query(connection, "show fsync")).isEqualTo("on");
      assertThat(query(connection, "show synchronous_commit")).isEqualTo("on");
      assertThat(query(connection, "show server_version")).startsWith("18.6");
      execute(connection, "create table kept (n int)");
    }
    assertThat(topic.configuration("heard.tickets", "retention.ms")).isEqualTo("-1");
    assertThat(topic.configuration("heard.alerts", "retention.ms")).isEqualTo("-1");
    assertThat(topic.configuration("heard.customers", "cleanup.policy")).isEqualTo("compact");
    assertThat(topic.configuration("heard.directory", "cleanup.policy")).isEqualTo("compact");
    assertThat(topic.partitions("heard.directory")).isEqualTo(12);
    assertThat(environment(Endpoint.TICKET))
        .contains("HEARD_PUBLIC_URL=http://localhost:" + settings.port(Endpoint.TICKET))
        .contains("HEARD_STATUS_SECRET=", "QUARKUS_OIDC_TOKEN_ISSUER=https://heard.local")
        .contains("KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:" + settings.port(Endpoint.KAFKA));
    assertThat(environment(Endpoint.NOTIFICATION))
        .contains("QUARKUS_MAILER_PORT=" + settings.port(Endpoint.SMTP))
        .contains("HEARD_WEBHOOKS_ALLOW_PRIVATE_NETWORKS=true")
        .doesNotContain("HEARD_STATUS_SECRET");
  }

  @Test
  @Order(3)
  void startsAgainEachOfTheFiveWithItsDataKept() throws Exception {
    insert(1);
    topic.send("before");

    for (String name : RunningSystem.NAMES) {
      system.killAndAwaitNext(name);
    }

    assertThat(rows()).isEqualTo("1");
    topic.send("after");
    assertThat(topic.records()).containsExactly("before", "after");
  }

  @Test
  @Order(4)
  void survivesTheDeathOfAllAtOnce() throws Exception {
    List<Long> before = system.pids();

    List<Thread> killers =
        RunningSystem.NAMES.stream().map(name -> new Thread(() -> kill(name))).toList();
    killers.forEach(Thread::start);
    for (Thread killer : killers) {
      killer.join();
    }

    assertThat(system.pids()).doesNotContainAnyElementsOf(before).doesNotContain(0L);
    insert(2);
    assertThat(rows()).isEqualTo("2");
  }

  @Test
  @Order(5)
  void statusKnowsAboutTheRestarts() throws Exception {
    RunningSystem other = new RunningSystem(settings, home.resolve("status.txt"));
    assertThat(other.command("status")).isZero();

    assertThat(other.output().lines().filter(line -> line.endsWith("yes"))).hasSize(5);
    assertThat(other.output())
        .containsPattern("postgres +running +" + system.pid("postgres") + " ")
        .containsPattern("kafka .* MiB +2 +yes");
  }

  @Test
  @Order(6)
  void aSecondLauncherIsRefused() throws Exception {
    RunningSystem second = new RunningSystem(settings, home.resolve("second.txt"));
    List<Long> before = system.pids();

    assertThat(second.command("up")).isEqualTo(1);

    assertThat(second.output()).contains("already runs on " + settings.data());
    assertThat(system.pids()).isEqualTo(before);
  }

  @Test
  @Order(7)
  void clearsUpAfterALauncherThatWasKilled() throws Exception {
    List<Long> orphans = system.pids();
    system.end("KILL");
    assertThat(orphans).allMatch(ProcFs::alive);

    system.up();

    assertThat(system.output()).contains("A launcher was killed and left processes behind");
    assertThat(orphans).noneMatch(ProcFs::alive);
    assertThat(rows()).isEqualTo("2");
    assertThat(topic.records()).containsExactly("before", "after");
  }

  @Test
  @Order(8)
  void stopsCleanly() throws Exception {
    assertThat(system.end("TERM")).isZero();

    assertThat(system.output()).contains("Stopped.").doesNotContain("killing");
    assertThat(new Orphans(settings.data()).find()).isEmpty();
    assertThat(system.pids()).containsOnly(0L);
    assertThat(settings.log("postgres")).content().contains("database system is shut down");
    assertThat(new RunningSystem(settings, home.resolve("status.txt")).command("status"))
        .isEqualTo(1);
  }

  private static void kill(String name) {
    try {
      system.killAndAwaitNext(name);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String environment(Endpoint endpoint) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + settings.port(endpoint) + "/environment");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void insert(int n) throws SQLException, IOException {
    try (Connection connection = tickets()) {
      execute(connection, "insert into kept values (" + n + ")");
    }
  }

  private static String rows() throws SQLException, IOException {
    try (Connection connection = tickets()) {
      return query(connection, "select count(*) from kept");
    }
  }

  private static Connection tickets() throws SQLException, IOException {
    return DriverManager.getConnection(
        PostgresServer.jdbcUrl(settings, "tickets"),
        "tickets",
        Secrets.of(settings.data()).database("tickets"));
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
