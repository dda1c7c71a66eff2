package io.heard.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A real Kafka broker for a {@code @QuarkusTest}, with Heard's topics:
 * {@code @QuarkusTestResource(Broker.class)}.
 */
public class Broker implements QuarkusTestResourceLifecycleManager {

  private static final short ONE_REPLICA = 1;
  private static String bootstrapServers;
  private static Forwarder wire;
  private EmbeddedKafkaBroker broker;

  /** Where it listens. */
  public static String bootstrapServers() {
    return bootstrapServers;
  }

  /** Makes the broker unreachable for everybody; what it has, it keeps. */
  public static void cut() {
    wire.cut();
  }

  /** Makes the broker reachable again. */
  public static void mend() {
    wire.mend();
  }

  @Override
  public Map<String, String> start() {
    int port = freePort();
    wire = new Forwarder(port);
    broker =
        new EmbeddedKafkaBroker()
            .withNodeId(1)
            .withKafkaPort(port)
            .withAdvertisedListeners("PLAINTEXT://localhost:" + wire.port())
            .withAdditionalProperties(
                p -> {
                  p.put("log.cleaner.dedupe.buffer.size", "4194304");
                  p.put("offsets.topic.num.partitions", "1");
                  p.put("group.initial.rebalance.delay.ms", "0");
                });
    broker.start();
    bootstrapServers = "localhost:" + wire.port();
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers))) {
      List<NewTopic> topics =
          List.of(
                  "heard.tickets",
                  "heard.customers",
                  "heard.alerts",
                  "heard.directory",
                  "heard.heartbeats",
                  "heard.journal")
              .stream()
              .map(name -> new NewTopic(name, 3, ONE_REPLICA))
              .toList();
      admin.createTopics(topics).all().get();
    } catch (ExecutionException e) {
      // a loaded machine answered too late: the client asked again, and they were there
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return Map.of(
        "kafka.bootstrap.servers",
        bootstrapServers,
        "quarkus.log.category.\"kafka\".level",
        "WARN",
        "quarkus.log.category.\"state.change.logger\".level",
        "WARN",
        "quarkus.log.category.\"org.apache.kafka\".level",
        "WARN",
        "quarkus.log.category.\"io.zonky\".level",
        "WARN");
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
    if (wire != null) {
      wire.close();
    }
  }
}
