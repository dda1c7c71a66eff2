package io.heard.local;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Handles the signals that end the launcher. A shutdown hook will not do: the exit code would be
 * 130 instead of 0, and a second Ctrl-C would be ignored. The only class for it is {@code
 * sun.misc.Signal} of the supported module {@code jdk.unsupported}; the compiler warns at every
 * direct use of it, hence the reflection.
 */
final class Signals {

  private Signals() {}

  /** Calls the handler with the name of the signal, {@code INT}, {@code TERM} or {@code HUP}. */
  static void handle(Consumer<String> handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {signalHandler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  handler.accept((String) signal.getMethod("getName").invoke(arguments[0]));
                }
                return null;
              });
      for (String name : new String[] {"INT", "TERM", "HUP"}) {
        signal
            .getMethod("handle", signal, signalHandler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Java cannot handle signals", e);
    }
  }
}
