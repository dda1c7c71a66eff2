package io.heard.tickets.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How files of demands are taken in. */
@ConfigMapping(prefix = "heard.imports")
public interface ImportSettings {

  /** Rows of one file; the size of a file is bound by {@code heard.http.max-body}. */
  @WithDefault("50000")
  int maxRows();

  /** How often to look for rows to be logged when there were none. */
  @WithDefault("500ms")
  Duration every();

  /** After how many unexpected failures a row counts as failed. */
  @WithDefault("5")
  int attempts();
}
