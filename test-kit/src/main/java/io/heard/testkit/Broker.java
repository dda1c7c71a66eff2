package io.heard.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A real Kafka broker for a {@code @QuarkusTest}, with Heard's topics:
 * {@code @QuarkusTestResource(Broker.class)}.
 */
public class Broker implements QuarkusTestResourceLifecycleManager {

  private static final short ONE_REPLICA = 1;
  private static String bootstrapServers;
  private EmbeddedKafkaBroker broker;

  /** Where it listens. */
  public static String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public Map<String, String> start() {
    broker =
        new EmbeddedKafkaBroker()
            .withNodeId(1)
            .withAdditionalProperties(p -> p.put("log.cleaner.dedupe.buffer.size", "4194304"));
    broker.start();
    bootstrapServers = broker.getAdvertisedListeners();
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers))) {
      List<NewTopic> topics =
          List.of("heard.tickets", "heard.customers", "heard.alerts", "heard.directory").stream()
              .map(name -> new NewTopic(name, 3, ONE_REPLICA))
              .toList();
      admin.createTopics(topics).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return Map.of("kafka.bootstrap.servers", bootstrapServers);
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
  }
}
