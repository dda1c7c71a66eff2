package io.heard.local.kafka;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka node, broker and controller in one process (KRaft). Arguments: its directory, its port,
 * its controller's port. When the topics exist it writes its pid to {@code ready} in its directory.
 */
public final class KafkaBroker {
  private static final int NODE = 1;
  private static final String CONTROLLER = "CONTROLLER";
  private static final short COPIES = 1;

  private KafkaBroker() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    int controllerPort = Integer.parseInt(arguments[2]);
    Path storage = directory.resolve("data");
    KafkaStorage.formatOnce(storage, NODE, CONTROLLER);
    KafkaRaftServer server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(configuration(storage, port, controllerPort)), Time.SYSTEM);
    Exit.addShutdownHook("stop-kafka", server::shutdown);
    server.startup();
    Topics.createMissing("127.0.0.1:" + port, COPIES);
    Files.write(
        directory.resolve("ready"),
        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
    server.awaitShutdown();
  }

  private static Properties configuration(Path storage, int port, int controllerPort) {
    Properties properties = new Properties();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", Integer.toString(NODE));
    properties.setProperty("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    properties.setProperty("controller.listener.names", CONTROLLER);
    properties.setProperty(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
    properties.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    properties.setProperty("log.dirs", storage.toString());
    properties.setProperty("auto.create.topics.enable", "false");
    properties.setProperty("offsets.topic.replication.factor", "1");
    properties.setProperty("offsets.topic.num.partitions", "12");
    properties.setProperty("transaction.state.log.replication.factor", "1");
    properties.setProperty("transaction.state.log.min.isr", "1");
    properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
    properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
    // After kill -9 the controller refuses the broker until its former session has run out.
    properties.setProperty("broker.session.timeout.ms", "3000");
    properties.setProperty("broker.heartbeat.interval.ms", "500");
    // There is no replica to survive a power cut: let no more than a second be lost with it.
    properties.setProperty("log.flush.interval.ms", "1000");
    // The default of 128 MB is taken from the heap at once.
    properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
    properties.setProperty("log.index.size.max.bytes", "1048576");
    properties.setProperty("num.network.threads", "2");
    properties.setProperty("num.io.threads", "4");
    return properties;
  }
}
