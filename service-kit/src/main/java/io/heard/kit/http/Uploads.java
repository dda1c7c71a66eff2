package io.heard.kit.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** The uploads of the request being served; they end with it. */
@RequestScoped
public class Uploads {

  private static final Logger LOG = Logger.getLogger(Uploads.class);

  private final List<Upload> kept = new ArrayList<>();

  Upload keep(Upload upload) {
    kept.add(upload);
    return upload;
  }

  @PreDestroy
  void close() {
    for (Upload upload : kept) {
      try {
        upload.close();
      } catch (IOException e) {
        LOG.warnf("The file of an upload cannot be closed: %s", e);
      }
    }
  }
}
