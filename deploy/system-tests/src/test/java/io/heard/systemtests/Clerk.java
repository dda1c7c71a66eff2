package io.heard.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One employee who logs demands and works them, one step at a time. */
final class Clerk {
  /** Demands with this tag have little time. */
  static final String HURRY = "hurry";

  private static final double SHARE_OF_LOGGING = 0.45;
  private static final double SHARE_IN_A_HURRY = 0.4;
  private static final double SHARE_NEGLECTED = 0.4;
  private static final double SHARE_WITH_PHONE = 0.5;
  private static final double SHARE_SENT_TWICE = 0.1;
  private static final double SHARE_TRIED_ONCE = 0.1;
  private static final double SHARE_REOPENED = 0.2;
  private static final int CUSTOMERS = 12;

  /** A demand on the desk, and how far the work is. */
  private static final class Case {
    private final Demand demand;
    private int steps;
    private boolean waiting;

    private Case(Demand demand) {
      this.demand = demand;
    }
  }

  private final Persistent client;
  private final Tally tally;
  private final Random random;
  private final Consumer<Demand> register;
  private final List<Case> desk = new ArrayList<>();

  /**
   * @param register learns of every demand before it is sent
   */
  Clerk(Persistent client, Tally tally, long seed, Consumer<Demand> register) {
    this.client = client;
    this.tally = tally;
    this.random = new Random(seed);
    this.register = register;
  }

  void step() throws InterruptedException {
    if (desk.isEmpty() || random.nextDouble() < SHARE_OF_LOGGING) {
      log();
    } else {
      work(desk.get(random.nextInt(desk.size())));
    }
  }

  private void log() throws InterruptedException {
    Demand demand = draw();
    boolean neglected = random.nextDouble() < SHARE_NEGLECTED;
    double manner = random.nextDouble();
    register.accept(demand);
    Optional<Answer> answer;
    if (manner < SHARE_SENT_TWICE) {
      answer = sendTwice(demand);
    } else if (manner < SHARE_SENT_TWICE + SHARE_TRIED_ONCE) {
      answer = client.once("/v1/tickets", demand.key(), demand.body());
    } else {
      answer = client.post("/v1/tickets", demand.key(), demand.body());
    }
    if (answer.isPresent()) {
      demand.logged(answer.get());
      tally.demandLogged();
      if (!neglected) {
        desk.add(new Case(demand));
      }
    }
  }

  private Demand draw() {
    String key = new UUID(random.nextLong(), random.nextLong()).toString();
    String tag = random.nextDouble() < SHARE_IN_A_HURRY ? HURRY : "calm";
    String customer =
        random.nextDouble() < SHARE_WITH_PHONE
            ? "\"customer\": {\"phone\": \"+86 755 2345 %04d\"}, "
                .formatted(1_000 + random.nextInt(CUSTOMERS))
            : "";
    return new Demand(
        key,
        "{%s\"subject\": \"Demand %s\", \"externalRef\": \"%s\", \"tags\": [\"%s\"]}"
            .formatted(customer, key, key, tag));
  }

  /** A double click that a load balancer spreads over the replicas. */
  private Optional<Answer> sendTwice(Demand demand) throws InterruptedException {
    Persistent twin = client.twin();
    CompletableFuture<Optional<Answer>> other =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return twin.post("/v1/tickets", demand.key(), demand.body());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
              }
            });
    Optional<Answer> answer = client.post("/v1/tickets", demand.key(), demand.body());
    other.join().ifPresent(demand::logged);
    return answer;
  }

  /** Acknowledge, start, then whatever comes; sooner or later it is resolved. */
  private void work(Case one) throws InterruptedException {
    int step = ++one.steps;
    switch (step) {
      case 1 -> send(one, "acknowledge", "{\"note\": \"%s\"}");
      case 2 -> send(one, "start", "{\"note\": \"%s\"}");
      default -> {
        if (one.waiting) {
          send(one, "resume", "{\"note\": \"%s\"}");
          one.waiting = false;
        } else {
          goOn(one);
        }
      }
    }
  }

  private void goOn(Case one) throws InterruptedException {
    switch (random.nextInt(6)) {
      case 0 -> send(one, "notes", "{\"text\": \"%s\"}");
      case 1 -> send(one, "contacts", "{\"text\": \"%s\"}");
      case 2 -> send(one, "feedbacks", "{\"text\": \"%s\"}");
      case 3 ->
          send(
              one,
              "handoffs",
              "{\"to\": {\"team\": \"team-" + one.steps + "\"}, \"reason\": \"%s\"}");
      case 4 -> {
        send(one, "wait", "{\"reason\": \"%s\"}");
        one.waiting = true;
      }
      default -> {
        send(one, "resolve", "{\"outcome\": \"%s\", \"feedback\": {\"text\": \"It is done\"}}");
        if (random.nextDouble() < SHARE_REOPENED) {
          send(one, "reopen", "{\"reason\": \"%s\"}");
        } else {
          desk.remove(one);
        }
      }
    }
  }

  private void send(Case one, String what, String body) throws InterruptedException {
    String marker = new UUID(random.nextLong(), random.nextLong()).toString();
    String path = "/v1/tickets/" + one.demand.id().orElseThrow() + "/" + what;
    boolean changesNothingElse = what.equals("notes");
    Optional<Answer> answer =
        changesNothingElse && random.nextDouble() < SHARE_TRIED_ONCE
            ? client.once(path, marker, body.formatted(marker))
            : client.post(path, marker, body.formatted(marker));
    one.demand.done(new Demand.Command(marker, answer.isPresent()), answer);
  }
}
