package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;
import io.heard.systemtests.net.Link;
import java.time.Duration;
import java.util.List;

/** The network between a replica and its database, or between it and all brokers, is disturbed. */
record BadLine(String replica, To to, Trouble trouble) implements Fault {

  /** The other end. */
  enum To {
    DATABASE,
    BROKERS
  }

  /** What is wrong. */
  enum Trouble {
    /** Connections end and new ones are refused. */
    CUT {
      @Override
      void begin(Link link) {
        link.cut();
      }
    },
    /** Packets are dropped. */
    SILENCE {
      @Override
      void begin(Link link) {
        link.silence();
      }
    },
    /** Everything takes long. */
    SLOW {
      @Override
      void begin(Link link) {
        link.slow(LONG);
      }
    };

    private static final Duration LONG = Duration.ofMillis(150);

    abstract void begin(Link link);
  }

  @Override
  public void start(Fleet fleet) {
    links(fleet).forEach(trouble::begin);
  }

  @Override
  public void stop(Fleet fleet) {
    links(fleet).forEach(Link::restore);
  }

  private List<Link> links(Fleet fleet) {
    return to == To.DATABASE ? List.of(fleet.toDatabase(replica)) : fleet.toBrokers(replica);
  }

  @Override
  public Impact impact() {
    return to == To.DATABASE ? Impacts.without(replica) : Impact.NONE;
  }

  @Override
  public String toString() {
    return trouble + " between " + replica + " and its " + to;
  }
}
