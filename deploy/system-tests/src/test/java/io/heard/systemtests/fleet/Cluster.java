package io.heard.systemtests.fleet;

import io.heard.local.Settings;
import io.heard.local.kafka.Topics;
import io.heard.systemtests.net.Link;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers, every record on all of them and acknowledged when two have it. Each client has its
 * own lines to each broker; the brokers among themselves are not disturbed by these.
 */
final class Cluster {
  static final List<String> NAMES = List.of("broker-1", "broker-2", "broker-3");
  private static final String HERE = "127.0.0.1:";
  private static final String INTERNAL = "INTERNAL";
  private static final String CONTROLLER = "CONTROLLER";
  private static final short COPIES = 3;

  private final List<Broker> brokers = new ArrayList<>();
  private final Map<String, List<Link>> links = new LinkedHashMap<>();
  private final List<Integer> internal;
  private final List<Integer> controllers;

  /**
   * @param clients the names of those who get lines of their own
   */
  Cluster(Settings settings, Vertx vertx, List<String> clients) throws IOException {
    String id = Uuid.randomUuid().toString();
    internal = Ports.free(NAMES.size());
    controllers = Ports.free(NAMES.size());
    for (int number = 0; number < NAMES.size(); number++) {
      Properties properties = common();
      properties.setProperty("node.id", Integer.toString(number + 1));
      listen(properties, number, clients, vertx);
      brokers.add(new Broker(settings, id, NAMES.get(number), internal.get(number), properties));
    }
  }

  private void listen(Properties properties, int number, List<String> clients, Vertx vertx)
      throws IOException {
    List<String> listeners = new ArrayList<>();
    List<String> advertised = new ArrayList<>();
    listeners.add(INTERNAL + "://" + HERE + internal.get(number));
    advertised.add(INTERNAL + "://" + HERE + internal.get(number));
    listeners.add(CONTROLLER + "://" + HERE + controllers.get(number));
    List<Integer> ports = Ports.free(clients.size());
    for (int client = 0; client < clients.size(); client++) {
      String name = clients.get(client);
      Link link = Link.open(vertx, name + " to " + NAMES.get(number), ports.get(client));
      links.computeIfAbsent(name, unknown -> new ArrayList<>()).add(link);
      listeners.add(listener(name) + "://" + HERE + ports.get(client));
      advertised.add(listener(name) + "://" + HERE + link.port());
    }
    properties.setProperty("listeners", String.join(",", listeners));
    properties.setProperty("advertised.listeners", String.join(",", advertised));
    properties.setProperty(
        "listener.security.protocol.map",
        listeners.stream()
            .map(listener -> listener.substring(0, listener.indexOf(':')) + ":PLAINTEXT")
            .collect(Collectors.joining(",")));
  }

  private static String listener(String client) {
    return client.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private Properties common() {
    Properties properties = new Properties();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty(
        "controller.quorum.voters",
        IntStream.range(0, NAMES.size())
            .mapToObj(number -> (number + 1) + "@" + HERE + controllers.get(number))
            .collect(Collectors.joining(",")));
    properties.setProperty("controller.listener.names", CONTROLLER);
    properties.setProperty("inter.broker.listener.name", INTERNAL);
    properties.setProperty("auto.create.topics.enable", "false");
    properties.setProperty("default.replication.factor", "3");
    properties.setProperty("min.insync.replicas", "2");
    properties.setProperty("offsets.topic.replication.factor", "3");
    properties.setProperty("offsets.topic.num.partitions", "4");
    properties.setProperty("transaction.state.log.replication.factor", "3");
    properties.setProperty("transaction.state.log.min.isr", "2");
    properties.setProperty("share.coordinator.state.topic.replication.factor", "3");
    properties.setProperty("share.coordinator.state.topic.min.isr", "2");
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
    properties.setProperty("broker.session.timeout.ms", "3000");
    properties.setProperty("broker.heartbeat.interval.ms", "500");
    properties.setProperty("replica.lag.time.max.ms", "5000");
    properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
    properties.setProperty("log.index.size.max.bytes", "1048576");
    properties.setProperty("num.network.threads", "1");
    properties.setProperty("num.io.threads", "2");
    return properties;
  }

  List<Broker> brokers() {
    return brokers;
  }

  /** To be called when the brokers are up. */
  void createTopics() throws IOException, InterruptedException {
    Topics.createMissing(undisturbed(), COPIES);
  }

  /** Bootstrap servers for the test itself. */
  String undisturbed() {
    return internal.stream().map(port -> HERE + port).collect(Collectors.joining(","));
  }

  /** Bootstrap servers for that client, over its own lines. */
  String servers(String client) {
    return links(client).stream().map(link -> HERE + link.port()).collect(Collectors.joining(","));
  }

  /** The lines of that client, one for each broker. */
  List<Link> links(String client) {
    return links.get(client);
  }
}
