package io.heard.local.kafka;

import io.heard.local.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The broker's files, formatted once and in one step: they are complete if they exist. */
final class KafkaStorage {

  private KafkaStorage() {}

  static void formatOnce(Path directory, int nodeId, String controllerListener) throws Exception {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path draft = directory.resolveSibling(directory.getFileName() + ".new");
    PrivateFiles.deleteTree(draft);
    Files.createDirectories(draft);
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(nodeId)
        .setDirectories(List.of(draft.toString()))
        .setMetadataLogDirectory(draft.toString())
        .setControllerListenerName(controllerListener)
        .setReleaseVersion(MetadataVersion.latestProduction())
        .run();
    Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
  }
}
