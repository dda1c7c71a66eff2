package io.heard.systemtests;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A client that does not give up: it repeats a request under the same key until it is answered, at
 * the other replica when one fails, as behind a load balancer.
 */
final class Persistent {
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

  private final List<Client> replicas;
  private final Tally tally;
  private final CountDownLatch givingUp;
  private volatile int next;

  /**
   * @param first which replica to begin with
   * @param givingUp when it opens, nothing is repeated any more
   */
  Persistent(List<Client> replicas, int first, Tally tally, CountDownLatch givingUp) {
    this.replicas = List.copyOf(replicas);
    this.next = first;
    this.tally = tally;
    this.givingUp = givingUp;
  }

  /** The success; empty when it was refused or nobody waited for it any longer. */
  Optional<Answer> post(String path, String key, String body) throws InterruptedException {
    do {
      int used = next;
      try {
        Answer answer = replicas.get(used).post(path, key, body);
        tally.answered(answer);
        if (answer.status() / 100 == 2) {
          return Optional.of(answer);
        }
        if (!passes(answer)) {
          tally.surprised(answer);
          return Optional.empty();
        }
      } catch (IOException e) {
        tally.failed(e);
      }
      next = (used + 1) % replicas.size();
    } while (!givingUp.await(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS));
    return Optional.empty();
  }

  /** Tries it once: whoever gets no answer never learns what became of it. */
  Optional<Answer> once(String path, String key, String body) throws InterruptedException {
    CountDownLatch atOnce = new CountDownLatch(0);
    return new Persistent(replicas, next, tally, atOnce).post(path, key, body);
  }

  /** Another client with the same request, who begins at another replica. */
  Persistent twin() {
    return new Persistent(replicas, (next + 1) % replicas.size(), tally, givingUp);
  }

  private static boolean passes(Answer answer) {
    return answer.status() >= 500 || answer.headers().firstValue("Retry-After").isPresent();
  }
}
