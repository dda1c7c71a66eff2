package io.heard.systemtests.fleet;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One node of a cluster of Kafka, broker and controller in one process. Arguments: the cluster's
 * id, a file of its configuration, and the file into which it writes its pid when it is up.
 */
public final class BrokerNode {

  private BrokerNode() {}

  public static void main(String[] arguments) throws Exception {
    Properties configuration = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(arguments[1]))) {
      configuration.load(in);
    }
    format(arguments[0], configuration);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(configuration), Time.SYSTEM);
    Exit.addShutdownHook("stop-kafka", server::shutdown);
    server.startup();
    Files.write(
        Path.of(arguments[2]),
        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
    server.awaitShutdown();
  }

  private static void format(String cluster, Properties configuration) throws Exception {
    Path storage = Path.of(configuration.getProperty("log.dirs"));
    if (Files.isDirectory(storage)) {
      return;
    }
    Path draft = Files.createTempDirectory(storage.getParent(), "format");
    new Formatter()
        .setClusterId(cluster)
        .setNodeId(Integer.parseInt(configuration.getProperty("node.id")))
        .setDirectories(List.of(draft.toString()))
        .setMetadataLogDirectory(draft.toString())
        .setControllerListenerName(configuration.getProperty("controller.listener.names"))
        .setReleaseVersion(MetadataVersion.latestProduction())
        .run();
    Files.move(draft, storage, StandardCopyOption.ATOMIC_MOVE);
  }
}
