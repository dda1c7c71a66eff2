package io.heard.tickets.attachment;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A store that speaks S3 over HTTP, in this process; without any bucket. */
public class S3Server implements QuarkusTestResourceLifecycleManager {

  private LocalS3 server;

  @Override
  public Map<String, String> start() {
    server = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
    server.start();
    return Map.of(
        "heard.attachments.s3.endpoint",
        "http://127.0.0.1:" + server.getPort(),
        "heard.attachments.s3.bucket",
        "files",
        "heard.attachments.s3.path-style",
        "true",
        "heard.attachments.s3.access-key",
        "key",
        "heard.attachments.s3.secret-key",
        "secret");
  }

  @Override
  public void stop() {
    if (server != null) {
      server.shutdown();
    }
  }
}
