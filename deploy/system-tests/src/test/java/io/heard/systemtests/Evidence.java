package io.heard.systemtests;

import io.heard.systemtests.fleet.Fleet;
import io.heard.systemtests.fleet.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a failed run leaves for whoever looks for the cause: every log and what every thread of the
 * services was doing, in a folder that outlives the run's own. What concerns a replica that the
 * failure names is printed as well, for a machine that only shows what was printed.
 */
record Evidence(Path data, Path folder) {
  private static final int LINES = 40;

  void keep(Throwable failure) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    String story = story(failure);
    System.out.println("Failed: " + story);
    System.out.println("Logs and threads of the run that failed: " + folder);
    try (Stream<Path> logs = Files.list(data.resolve("logs"))) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        Files.copy(log, folder.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Processes processes = new Processes(data);
    for (String replica : Fleet.REPLICAS) {
      long pid = processes.state(replica).pid();
      String threads = pid > 0 ? Jcmd.ask(pid, "Thread.print") : "It does not run.";
      Files.writeString(folder.resolve(replica + ".threads"), threads);
      if (story.contains(replica)) {
        print(replica, threads);
      }
    }
  }

  private void print(String replica, String threads) throws IOException {
    List<String> log = Files.readAllLines(folder.resolve(replica + ".log"));
    System.out.println("The last words of " + replica + ":");
    log.subList(Math.max(0, log.size() - LINES), log.size()).forEach(System.out::println);
    System.out.println("What its threads are doing:\n" + threads);
  }

  private static String story(Throwable failure) {
    StringBuilder story = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      story.append(cause);
    }
    return story.toString();
  }
}
