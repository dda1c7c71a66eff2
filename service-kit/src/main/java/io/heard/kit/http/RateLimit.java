package io.heard.kit.http;

import io.heard.kit.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts requests by whomever they come from, for doors that need no login. In memory, so that a
 * refusal costs next to nothing: each replica counts for itself. Forgets everything when a new
 * minute begins.
 */
public class RateLimit {

  private static final int MILLIS = 60_000;
  private static final int MOST_KEYS = 50_000;

  private final int perMinute;
  private final Clock clock;
  private final AtomicLong minute = new AtomicLong();
  private final ConcurrentMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  /**
   * A limit.
   *
   * @param perMinute requests that each may make a minute
   */
  public RateLimit(int perMinute, Clock clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /** Lets a request pass, or refuses it with 429 and {@code Retry-After}. */
  public void require(String key) {
    long millis = clock.millis();
    long now = millis / MILLIS;
    if (minute.getAndSet(now) != now || counts.size() > MOST_KEYS) {
      counts.clear();
    }
    int count = counts.computeIfAbsent(key, unseen -> new AtomicInteger()).incrementAndGet();
    if (count > perMinute) {
      long seconds = (MILLIS - millis % MILLIS) / 1_000 + 1;
      throw new Problem(
              429, "too-many-requests", "Too many requests", "Please try again in a minute.")
          .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
  }
}
