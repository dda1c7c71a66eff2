package io.heard.local;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the local system lives and which ports it uses.
 *
 * @param home the checkout: the folder {@code run} lies in
 * @param data everything that is kept between runs
 * @param ports one port for each {@link Endpoint}
 * @param training whether the Java processes record what their next start can be spared
 */
public record Settings(Path home, Path data, Map<Endpoint, Integer> ports, boolean training) {

  /** The options every command understands. */
  public static final Set<String> OPTIONS = options();

  public Settings {
    ports = Map.copyOf(ports);
  }

  public Settings(Path home, Path data, Map<Endpoint, Integer> ports) {
    this(home, data, ports, false);
  }

  /** Options come before environment variables, these before the defaults. */
  public static Settings of(Path home, Arguments arguments, Map<String, String> environment) {
    String data =
        arguments
            .option("--data")
            .or(() -> Optional.ofNullable(environment.get("HEARD_DATA")))
            .orElseGet(() -> home.resolve(".heard").toString());
    Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.class);
    for (Endpoint endpoint : Endpoint.values()) {
      ports.put(endpoint, endpoint.defaultPort());
      Optional.ofNullable(environment.get(endpoint.variable()))
          .ifPresent(value -> ports.put(endpoint, port(endpoint.variable(), value)));
      arguments
          .option(endpoint.option())
          .ifPresent(value -> ports.put(endpoint, port(endpoint.option(), value)));
    }
    return new Settings(home, Path.of(data).toAbsolutePath().normalize(), ports);
  }

  public int port(Endpoint endpoint) {
    return ports.get(endpoint);
  }

  public Settings withData(Path other) {
    return new Settings(home, other, ports, training);
  }

  public Settings withPorts(Map<Endpoint, Integer> other) {
    return new Settings(home, data, other, training);
  }

  public Settings forTraining() {
    return new Settings(home, data, ports, true);
  }

  /** What runs there, built: of a service, or of the broker, which is part of this module. */
  public Path jar(Endpoint endpoint) {
    return switch (endpoint) {
      case CUSTOMER, TICKET, NOTIFICATION ->
          home.resolve(endpoint.title()).resolve("target/quarkus-app/quarkus-run.jar");
      case KAFKA -> home.resolve("deploy/local/target/heard-local.jar");
      default -> throw new IllegalArgumentException(endpoint.title() + " is no jar");
    };
  }

  public Path logs() {
    return data.resolve("logs");
  }

  public Path log(String process) {
    return logs().resolve(process + ".log");
  }

  public Path pids() {
    return data.resolve("pids");
  }

  public Path mail() {
    return data.resolve("mail");
  }

  private static int port(String name, String value) {
    try {
      int port = Integer.parseInt(value);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
      throw new Complaint(name + " must be a port between 1 and 65535, not " + value + ".");
    } catch (NumberFormatException e) {
      throw new Complaint(name + " must be a port between 1 and 65535, not '" + value + "'.", e);
    }
  }

  private static Set<String> options() {
    Set<String> options = new HashSet<>();
    options.add("--data");
    for (Endpoint endpoint : Endpoint.values()) {
      options.add(endpoint.option());
    }
    return Set.copyOf(options);
  }
}
