package io.heard.local.supervise;

/** Where a supervised program is in its life. */
public enum Phase {
  /** Runs, but has not yet answered since its start. */
  STARTING,
  /** Has answered since its start. */
  READY,
  /** Has ended and is going to be started again. */
  RESTARTING,
  /** Has been stopped on purpose. */
  STOPPED
}
