package io.heard.tickets.status;

import io.heard.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts requests per address and minute on pages that need no login. Forgets everything when a new
 * minute begins.
 */
@ApplicationScoped
public class RequestRate {

  private static final int MILLIS = 60_000;
  private static final int MAX_ADDRESSES = 50_000;

  @Inject StatusSettings settings;
  @Inject Clock clock;

  private final AtomicLong minute = new AtomicLong();
  private final ConcurrentMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  /** Lets a request pass, or refuses it with 429 and {@code Retry-After}. */
  public void require(String address) {
    long millis = clock.millis();
    long now = millis / MILLIS;
    if (minute.getAndSet(now) != now || counts.size() > MAX_ADDRESSES) {
      counts.clear();
    }
    int count = counts.computeIfAbsent(address, unseen -> new AtomicInteger()).incrementAndGet();
    if (count > settings.requestsPerMinute()) {
      long seconds = (MILLIS - millis % MILLIS) / 1_000 + 1;
      throw new Problem(
              429, "too-many-requests", "Too many requests", "Please try again in a minute.")
          .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
  }
}
