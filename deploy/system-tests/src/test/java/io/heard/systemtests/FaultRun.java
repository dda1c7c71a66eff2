package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.systemtests.faults.Plan;
import io.heard.systemtests.fleet.Fleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A fleet of its own, people at work, some plans, and what is there afterwards. */
final class FaultRun implements AutoCloseable {
  private static final Duration UNTIL_QUIET = Duration.ofMinutes(4);
  private static final int AT_WORK = 10;

  /** Next to what is built, since the run's own folder goes with the test. */
  private static final Path EVIDENCE = Path.of("target", "evidence");

  private final List<Plan> plans;
  private final Path data;
  private final Path built;
  private final Duration pause;
  private Fleet fleet;
  private Load load;
  private WebhookReceiver receiver;
  private String secret;
  private Outcome outcome;

  /**
   * @param data a directory of its own
   * @param built the tree the services are run from at the beginning
   * @param pause between two steps of a clerk
   */
  FaultRun(List<Plan> plans, Path data, Path built, Duration pause) {
    this.plans = List.copyOf(plans);
    this.data = data;
    this.built = built;
    this.pause = pause;
  }

  void workAndBreak() throws Exception {
    Files.createDirectory(data);
    System.out.println("The system's data and logs: " + data);
    long begun = System.nanoTime();
    Set<String> machineClocks =
        plans.stream().flatMap(plan -> plan.machineClocks().stream()).collect(Collectors.toSet());
    fleet = Fleet.start(data, built, machineClocks);
    receiver = new WebhookReceiver();
    configure();
    System.out.printf("%5.1f s to start; the disk is %s%n", seconds(begun), fleet.databaseDisk());
    load = Load.start(fleet, plans.get(0).seed(), pause);
    load.awaitLogged(AT_WORK);
    Breaking breaking = new Breaking(fleet, load);
    for (Plan plan : plans) {
      breaking.carryOut(plan);
    }
    load.finish();
    begun = System.nanoTime();
    fleet.awaitReady();
    Quiet quiet = new Quiet(name -> Outcome.database(fleet, name));
    await("all to be quiet")
        .atMost(UNTIL_QUIET)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(quiet.whyNot()).isEmpty());
    outcome = Outcome.of(fleet, load, receiver);
    System.out.printf("%5.1f s until quiet; %s%n", seconds(begun), outcome);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private void configure() throws IOException, InterruptedException {
    Client admin = Outcome.client(fleet, Fleet.TICKETS, "root", "admin");
    admin
        .post(
            "/v1/sla-policies",
            """
            {"name": "hurried", "order": 10, "calendar": "24x7", "when": {"tags": ["%s"]},
             "targets": {"ACKNOWLEDGE": "PT4S", "FIRST_FEEDBACK": "PT8S"}}
            """
                .formatted(Clerk.HURRY))
        .expect(201);
    for (String clerk : Load.clerks()) {
      admin
          .put("/v1/staff/" + clerk, "{\"email\": \"%s@heard.test\"}".formatted(clerk))
          .expect(200);
    }
    secret =
        Outcome.client(fleet, Fleet.NOTIFICATIONS, "olga", "ops")
            .post(
                "/v1/subscriptions",
                "{\"url\": \"%s\", \"events\": [\"heard.ticket.clock-breached.v1\"]}"
                    .formatted(receiver.url()))
            .expect(201)
            .at("/secret");
  }

  /** Whether it came to its end. */
  boolean isOver() {
    return outcome != null;
  }

  CommandChecks commands() {
    return new CommandChecks(outcome);
  }

  EventChecks events() {
    return new EventChecks(outcome);
  }

  AuditChecks audit() {
    return new AuditChecks(outcome);
  }

  NoticeChecks notices() {
    return new NoticeChecks(outcome);
  }

  void everySubscribedEventReachesItsReceiver() {
    notices().everySubscribedEventReachesItsReceiver(secret);
  }

  /** Keeps what may tell why it failed. */
  void keepEvidence(Throwable failure) throws IOException, InterruptedException {
    if (Files.isDirectory(data.resolve("logs"))) {
      new Evidence(data, EVIDENCE.resolve(data.getFileName()).toAbsolutePath()).keep(failure);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (load != null) {
      load.close();
    }
    if (receiver != null) {
      receiver.close();
    }
    if (fleet != null) {
      fleet.close();
    }
  }
}
