package io.heard.local;

import io.heard.local.command.Help;
import io.heard.local.command.MailCommand;
import io.heard.local.command.Status;
import io.heard.local.command.Stop;
import io.heard.local.command.TokenCommand;
import io.heard.local.command.Up;
import io.heard.local.demo.DemoCommand;
import io.heard.local.training.TrainCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Where {@code ./run} arrives: the first word is the command, {@code up} if there is none. */
public final class Main {

  private Main() {}

  public static void main(String[] line) {
    System.exit(run(List.of(line)));
  }

  private static int run(List<String> line) {
    boolean hasCommand = !line.isEmpty() && !line.get(0).startsWith("--");
    String command = hasCommand ? line.get(0) : "up";
    try {
      Arguments arguments = Arguments.parse(hasCommand ? line.subList(1, line.size()) : line);
      Path home = Path.of(System.getProperty("heard.home", ".")).toAbsolutePath().normalize();
      Settings settings = Settings.of(home, arguments, System.getenv());
      Clock clock = Clock.systemUTC();
      return switch (command) {
        case "up" -> Up.run(settings, arguments, clock);
        case "demo" -> DemoCommand.run(settings, arguments, clock);
        case "train" -> TrainCommand.run(settings, arguments, clock);
        case "status" -> Status.run(settings, arguments, clock);
        case "token" -> TokenCommand.run(settings, arguments, clock);
        case "mail" -> MailCommand.run(settings, arguments);
        case "stop" -> Stop.run(settings, arguments, clock);
        case "help" -> Help.run();
        default -> throw new Complaint("Unknown command '" + command + "'. See ./run help");
      };
    } catch (Complaint e) {
      System.err.println(e.getMessage());
    } catch (IOException e) {
      System.err.println("Failed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      System.err.println("Interrupted");
    }
    return 1;
  }
}
