package io.heard.systemtests;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks about many things, a few at a time. */
final class Together {
  private static final int AT_A_TIME = 4;

  /** What is done with one thing. */
  interface Deed<T> {
    void to(T thing) throws Exception;
  }

  private Together() {}

  /** Returns when it is done with all; throws what the first of them that failed has thrown. */
  static <T> void each(Collection<T> things, Deed<T> deed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Callable<Void>> calls =
          things.stream().<Callable<Void>>map(thing -> () -> done(deed, thing)).toList();
      for (Future<Void> call : threads.invokeAll(calls)) {
        call.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failed) {
        throw failed;
      }
      throw e;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> Void done(Deed<T> deed, T thing) throws Exception {
    deed.to(thing);
    return null;
  }
}
