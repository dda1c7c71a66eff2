package io.heard.local.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of the event contract; the broker makes none by itself. */
public final class Topics {
  private static final int PARTITIONS = 12;

  /** A consumer that starts anew needs every event of a ticket from the first. */
  private static final Map<String, String> KEPT = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");

  private static final Map<String, String> COMPACTED =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          // what was erased is gone a day later
          TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
          "86400000");

  /** Only the latest heartbeats mean anything. */
  private static final Map<String, String> SHORT =
      Map.of(
          TopicConfig.RETENTION_MS_CONFIG, "3600000",
          TopicConfig.SEGMENT_BYTES_CONFIG, "8388608");

  /** What services state of their journals; said again and again. */
  private static final Map<String, String> WEEK =
      Map.of(
          TopicConfig.RETENTION_MS_CONFIG, "604800000",
          TopicConfig.SEGMENT_BYTES_CONFIG, "67108864");

  private static final Map<String, Map<String, String>> ALL =
      Map.of(
          "heard.tickets", KEPT,
          "heard.alerts", KEPT,
          "heard.customers", COMPACTED,
          "heard.directory", COMPACTED,
          "heard.heartbeats", SHORT,
          "heard.journal", WEEK);

  private Topics() {}

  /**
   * @param servers bootstrap servers
   * @param copies on how many brokers each topic is kept
   */
  public static void createMissing(String servers, short copies)
      throws IOException, InterruptedException {
    Map<String, Object> configuration = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    try (Admin admin = Admin.create(configuration)) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing = new ArrayList<>();
      ALL.forEach(
          (name, configs) -> {
            if (!existing.contains(name)) {
              int partitions = configs.equals(SHORT) || configs.equals(WEEK) ? 1 : PARTITIONS;
              missing.add(new NewTopic(name, partitions, copies).configs(configs));
            }
          });
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      throw new IOException("Cannot create the topics", e.getCause());
    }
  }
}
