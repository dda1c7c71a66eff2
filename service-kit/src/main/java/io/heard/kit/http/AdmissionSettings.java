package io.heard.kit.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How many requests are served at once, how many wait, and for how long; beyond that 503 at once.
 * Each lane has its own permits, so that one cannot take what another needs. The lane of a request
 * is decided by method and path, written {@code METHOD /path}.
 */
@ConfigMapping(prefix = "heard.admission")
public interface AdmissionSettings {

  /** Requests that go before all others, as a regular expression; none by default. */
  @WithDefault("(?!)")
  String firstMatches();

  /** Requests that may take long, as a regular expression. */
  @WithDefault("GET /v1/(reports|audit)/.*|POST /v1/audit/head/verification|GET /v1/[^/]+/export.*")
  String reportsMatch();

  /** Requests without any limit here: they have their own, or cost nothing. */
  @WithDefault("[A-Z]+ (/q/.*|/v1/.*/stream)")
  String freeMatches();

  /** What goes first. */
  @WithDefault("64/2000")
  Lane first();

  /** Other changes. */
  @WithDefault("32/500")
  Lane writes();

  /**
   * Reading. Fewer at once than there are database connections: whatever is read, some connections
   * are left for those who write.
   */
  @WithDefault("6/500")
  Lane reads();

  /** Reports. */
  @WithDefault("2/20")
  Lane reports();

  /**
   * Bodies that are not read before a thread is given to them: large ones, and those of unknown
   * length.
   */
  @WithDefault("8/50")
  Lane uploads();

  /**
   * How long a request may wait for its turn. It is refused at once when, at the pace of the last
   * half second, it would wait longer.
   */
  @WithDefault("1s")
  Duration patience();

  /** How long a small body may take to arrive. */
  @WithDefault("10s")
  Duration bodyWithin();

  /** Small bodies that are on their way at once; more get 503. */
  @WithDefault("2000")
  int bodies();

  /**
   * What small bodies may take in all, from their announcement until their requests are answered;
   * more get 503.
   */
  @WithDefault("16M")
  MemorySize bodyMemory();

  /**
   * A lane, written {@code <at once>/<waiting>}.
   *
   * @param permits requests served at once
   * @param queue requests that may wait
   */
  record Lane(int permits, int queue) {

    /** Reads {@code 6/500}. */
    public static Lane of(String text) {
      String[] parts = text.split("/");
      Lane lane = new Lane(Integer.parseInt(parts[0].trim()), Integer.parseInt(parts[1].trim()));
      if (lane.permits < 1 || lane.queue < 0) {
        throw new IllegalArgumentException("a lane that serves nobody: " + text);
      }
      return lane;
    }
  }
}
