package io.heard.systemtests.clock;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java agent that lets the clock of the machine jump for one process, as a step of NTP or a
 * virtual machine that was moved does: wherever a class calls {@code System.currentTimeMillis()} or
 * reads {@code Instant.now()}, it gets the shifted time. {@code System.nanoTime()} goes on as it
 * does on a real machine. What is delivered knows nothing of it.
 */
public final class ClockAgent implements ClassFileTransformer {
  private static final String CLOCK = "java/time/Clock";

  private ClockAgent() {}

  /**
   * @param file holds by how many milliseconds the clock is ahead; may change at any time
   */
  public static void premain(String file, Instrumentation instrumentation)
      throws UnmodifiableClassException {
    instrumentation.addTransformer(new ClockAgent(), true);
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> one : instrumentation.getAllLoadedClasses()) {
      if (instrumentation.isModifiableClass(one) && one != MachineClock.class) {
        loaded.add(one);
      }
    }
    instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
    MachineClock.follow(Path.of(file));
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> old, ProtectionDomain domain, byte[] bytes) {
    if (name == null || name.equals(Calls.INSTEAD)) {
      return null;
    }
    return name.equals(CLOCK)
        ? Calls.redirect(bytes, "java/time/Instant", "ofEpochSecond", "(JJ)Ljava/time/Instant;")
        : Calls.redirect(bytes, "java/lang/System", "currentTimeMillis", "()J");
  }
}
