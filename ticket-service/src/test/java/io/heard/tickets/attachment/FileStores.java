package io.heard.tickets.attachment;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/**
 * Contents go to a directory of their own. S3 is there as well; tests carry contents to it when
 * they want to.
 */
public class FileStores implements QuarkusTestProfile {

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(S3Server.class));
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    try {
      return Map.of(
          "heard.attachments.store",
          "DISK",
          "heard.attachments.directory",
          Files.createTempDirectory("heard-blobs-").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
