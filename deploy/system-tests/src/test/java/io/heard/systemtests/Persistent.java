package io.heard.systemtests;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that does not give up: it repeats a request under the same key until it is answered. */
final class Persistent {
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

  private final Client client;
  private final Tally tally;
  private final CountDownLatch givingUp;

  /**
   * @param givingUp when it opens, nothing is repeated any more
   */
  Persistent(Client client, Tally tally, CountDownLatch givingUp) {
    this.client = client;
    this.tally = tally;
    this.givingUp = givingUp;
  }

  /** The success; empty when it was refused or nobody waited for it any longer. */
  Optional<Answer> post(String path, String key, String body) throws InterruptedException {
    do {
      try {
        Answer answer = client.post(path, key, body);
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
    } while (!givingUp.await(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS));
    return Optional.empty();
  }

  private static boolean passes(Answer answer) {
    return answer.status() >= 500 || answer.headers().firstValue("Retry-After").isPresent();
  }
}
