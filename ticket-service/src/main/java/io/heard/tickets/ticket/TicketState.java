package io.heard.tickets.ticket;

import io.heard.kit.problem.Problem;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a demand stands.
 *
 * <pre>
 *  LOGGED -acknowledge-> ACKNOWLEDGED -start-> IN_PROGRESS <-wait/resume-> WAITING_FOR_CUSTOMER | WAITING_FOR_OTHERS
 *                                                   |                              |
 *                                                   +------------resolve-----------+--> RESOLVED -close-> CLOSED
 *  decline leads from every open state but RESOLVED to DECLINED; reopen from RESOLVED, CLOSED and DECLINED to IN_PROGRESS;
 *  merge from every open state and from RESOLVED to MERGED
 * </pre>
 */
public enum TicketState {
  LOGGED(Transition.ACKNOWLEDGE, Transition.DECLINE, Transition.MERGE),
  ACKNOWLEDGED(Transition.START, Transition.DECLINE, Transition.MERGE),
  IN_PROGRESS(Transition.WAIT, Transition.RESOLVE, Transition.DECLINE, Transition.MERGE),
  WAITING_FOR_CUSTOMER(Transition.RESUME, Transition.RESOLVE, Transition.DECLINE, Transition.MERGE),
  WAITING_FOR_OTHERS(Transition.RESUME, Transition.RESOLVE, Transition.DECLINE, Transition.MERGE),
  RESOLVED(Transition.CLOSE, Transition.REOPEN, Transition.MERGE),
  CLOSED(Transition.REOPEN),
  DECLINED(Transition.REOPEN),
  MERGED();

  /** What a person may do to a demand; the names are the last parts of the paths, in lower case. */
  public enum Transition {
    ACKNOWLEDGE,
    START,
    WAIT,
    RESUME,
    RESOLVE,
    DECLINE,
    CLOSE,
    REOPEN,
    MERGE
  }

  private final Set<Transition> legal;

  TicketState(Transition... legal) {
    this.legal = legal.length == 0 ? EnumSet.noneOf(Transition.class) : EnumSet.of(legal[0], legal);
  }

  public Set<Transition> legal() {
    return legal;
  }

  /** Whether work is still owed. */
  public boolean open() {
    return switch (this) {
      case LOGGED, ACKNOWLEDGED, IN_PROGRESS, WAITING_FOR_CUSTOMER, WAITING_FOR_OTHERS -> true;
      case RESOLVED, CLOSED, DECLINED, MERGED -> false;
    };
  }

  public boolean waiting() {
    return this == WAITING_FOR_CUSTOMER || this == WAITING_FOR_OTHERS;
  }

  /** Whether what the customer says now was asked for, so that saying it is no coming back. */
  public boolean asksCustomer() {
    return this == WAITING_FOR_CUSTOMER;
  }

  /** 409 with the legal transitions when this one is none of them. */
  void require(Transition transition) {
    if (!legal.contains(transition)) {
      throw illegal("A demand that is " + this + " cannot be " + past(transition) + ".");
    }
  }

  /** A refusal because of this state, with what would be legal. */
  Problem illegal(String detail) {
    return refuse("illegal-transition", detail);
  }

  /** A refusal in this state, with what would be legal. */
  Problem refuse(String code, String detail) {
    List<String> names =
        legal.stream().map(transition -> transition.name().toLowerCase(Locale.ROOT)).toList();
    return Problem.conflict(code, detail).with("state", this).with("legal", names);
  }

  private static String past(Transition transition) {
    return switch (transition) {
      case ACKNOWLEDGE -> "acknowledged";
      case START -> "started";
      case WAIT -> "put on hold";
      case RESUME -> "resumed";
      case RESOLVE -> "resolved";
      case DECLINE -> "declined";
      case CLOSE -> "closed";
      case REOPEN -> "reopened";
      case MERGE -> "merged";
    };
  }
}
