package io.heard.local.demo;

import io.heard.local.Complaint;
import io.heard.local.Console;
import io.heard.local.LocalSystem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays the stories one after the other, and sums them up. */
public final class Demo {
  private final LocalSystem system;
  private final Narrator narrator;
  private final Clock clock;

  public Demo(LocalSystem system, Console console, Clock clock) {
    this.system = system;
    this.narrator = new Narrator(console, onTerminal());
    this.clock = clock;
  }

  /**
   * Plays them, unless another demo plays already: the two would take each other's SLA policy away.
   *
   * @return whether every proof of every story holds
   */
  public boolean play() throws IOException, InterruptedException {
    try (FileChannel channel =
            FileChannel.open(
                system.data().resolve("demo.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new Complaint("Another demo is playing in " + system.data() + ".");
      }
      return playAll();
    }
  }

  private boolean playAll() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Stage stage = new Stage(system, narrator, clock);
    narrator.title(
        "Heard: four demands in a minute",
        "Lines with > are requests really made, lines with < their answers; a proof is taken from"
            + " what the system answers.");
    awaitReady(stage);
    List<Ending> endings = new ArrayList<>();
    for (Story story :
        List.of(new WaterPurifier(), new CarPark(), new SourDates(), new PressComplaint())) {
      narrator.title((endings.size() + 1) + ". " + story.title(), story.about());
      endings.add(ending(story, stage));
    }
    narrator.title("Summary", "");
    narrator.say(Summary.of(endings, (System.nanoTime() - begun) / 1e9));
    return endings.stream().allMatch(Ending::good);
  }

  private void awaitReady(Stage stage) throws IOException, InterruptedException {
    Person anybody = stage.customer("anybody");
    try {
      for (URI service : List.of(system.customers(), system.tickets(), system.notifications())) {
        stage.await(
            service + " to be ready",
            () -> {
              try {
                return Optional.of(anybody.glance(service.resolve("/q/health/ready")))
                    .filter(answer -> answer.status() == 200);
              } catch (ConnectException e) {
                return Optional.empty();
              }
            });
      }
    } catch (BrokenProof e) {
      throw new Complaint(e.getMessage() + " See ./run status", e);
    }
  }

  private Ending ending(Story story, Stage stage) throws InterruptedException {
    TicketInHand ticket = new TicketInHand();
    try {
      story.play(stage, ticket);
      return Ending.of(story, ticket, null);
    } catch (BrokenProof e) {
      narrator.broken(e.getMessage());
      return Ending.of(story, ticket, e.getMessage());
    } catch (IOException e) {
      String reason = "no answer: " + e;
      narrator.broken(reason);
      return Ending.of(story, ticket, reason);
    }
  }

  private static boolean onTerminal() {
    try {
      return System.getenv("NO_COLOR") == null
          && Files.readSymbolicLink(Path.of("/proc/self/fd/1")).startsWith("/dev/pts");
    } catch (IOException e) {
      return false;
    }
  }
}
