package io.heard.kit.load;

import com.sun.management.OperatingSystemMXBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Whether the processors of this machine have time for what can wait. */
@ApplicationScoped
public class Processors {

  /** Share of all processors beyond which what can wait holds back. */
  private static final double BUSY = 0.7;

  /** The system tells the load since it was asked last: asked too soon it tells chance. */
  private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long askedAt = System.nanoTime() - ASK_AGAIN_NANOS;
  private boolean busy;

  /** Whether more than 70 % of them were busy of late, with whatever it was. */
  public synchronized boolean busy() {
    long now = System.nanoTime();
    if (now - askedAt >= ASK_AGAIN_NANOS) {
      askedAt = now;
      busy = system.getCpuLoad() > BUSY;
    }
    return busy;
  }

  /**
   * How long to rest after work that took so long, for the work not to take more than its share of
   * the time.
   *
   * @param share above 0, up to 1
   */
  public static long restMillis(double tookMillis, double share) {
    return Math.round(tookMillis * (1 / share - 1));
  }
}
