package io.heard.kit.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** How the service checks itself. */
@ConfigMapping(prefix = "heard.audit")
public interface AuditSettings {

  /**
   * Pace of sealing and checking. A round that took long is followed by a pause three times as
   * long.
   */
  @WithDefault("1s")
  Duration every();

  /**
   * How long something may look wrong before it is a finding: longer than any event takes from its
   * commit to its consumers when all is well.
   */
  @WithDefault("30s")
  Duration tolerance();

  /**
   * Aggregates that are looked at anew in every fifth round, changed or not, on the way round all.
   */
  @WithDefault("100")
  int walk();

  /**
   * Share of all processors (0 to 1) that sealing and checking together, and telling others, may
   * take each while more than 70 % of them are busy, so that what people wait for comes first. What
   * is put off is made up for afterwards, with a quarter of one processor.
   */
  @WithDefault("0.02")
  double shareWhenBusy();

  /** How long findings that are over are kept. */
  @WithDefault("90d")
  Duration keep();

  /** What there is a ledger of, by the second word of its event types. */
  Map<String, Kind> kinds();

  /** A kind of aggregate. */
  interface Kind {

    /** Topic its events go to. */
    String topic();

    /** Table of its rows, with columns {@code id}, {@code version} and {@code head_hash}. */
    String table();
  }
}
