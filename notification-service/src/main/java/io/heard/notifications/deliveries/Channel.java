package io.heard.notifications.deliveries;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A way to deliver. */
public interface Channel {

  /** The ways there are. */
  enum Kind {
    EMAIL,
    WEBHOOK
  }

  Kind kind();

  /** How many deliveries to one target one replica sends at the same time. */
  int parallelPerTarget();

  /**
   * Sends. Called without transaction; must come to an end by itself well within the lease.
   * Completing exceptionally counts as {@link Outcome#retry}.
   */
  CompletionStage<Outcome> send(Delivery delivery);

  /**
   * How an attempt went.
   *
   * @param maybeSent though it failed, the message may have arrived
   */
  record Outcome(
      Verdict verdict, Integer status, String error, Duration notBefore, boolean maybeSent) {

    /** What is to be done with the delivery now. */
    public enum Verdict {
      DELIVERED,
      RETRY,
      REJECTED,
      OBSOLETE
    }

    /** The recipient's server has taken it. */
    public static Outcome delivered(Integer status) {
      return new Outcome(Verdict.DELIVERED, status, null, null, true);
    }

    /**
     * It did not work this time.
     *
     * @param notBefore how long the recipient asks to be left alone, null when it did not say
     */
    public static Outcome retry(Integer status, String error, Duration notBefore) {
      return new Outcome(Verdict.RETRY, status, error, notBefore, true);
    }

    /** It did not work this time, and for certain nothing has arrived. */
    public static Outcome notSent(Integer status, String error) {
      return new Outcome(Verdict.RETRY, status, error, null, false);
    }

    /** It will not work the next time either: somebody must look at it. */
    public static Outcome rejected(Integer status, String error) {
      return new Outcome(Verdict.REJECTED, status, error, null, false);
    }

    /** The same of an attempt before which the message may have arrived. */
    public Outcome afterAnother() {
      return new Outcome(verdict, status, error, notBefore, true);
    }

    /** Nobody needs it any more. */
    public static Outcome obsolete(String why) {
      return new Outcome(Verdict.OBSOLETE, null, why, null, false);
    }
  }
}
