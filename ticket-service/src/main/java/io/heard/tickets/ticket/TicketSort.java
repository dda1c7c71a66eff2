package io.heard.tickets.ticket;

import io.heard.kit.paging.Cursor;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;

/**
 * The orderings of the ticket list, each with an index of its own and a keyset to continue from.
 */
enum TicketSort {
  /** What is due first comes first; what has no due time comes last. */
  DUE("due", "coalesce(due_at, 'infinity'::timestamptz), id", 2) {
    @Override
    Cursor cursor(Ticket last) {
      return Cursor.of(parameter(), last.dueAt == null ? NEVER : last.dueAt, last.id());
    }

    @Override
    void continueAfter(TicketFilter filter, Cursor cursor) {
      if (cursor.text(0).equals(NEVER)) {
        filter.condition(
            "(coalesce(due_at, 'infinity'::timestamptz), id) > ('infinity'::timestamptz, ?)",
            cursor.uuid(1));
      } else {
        filter.condition(
            "(coalesce(due_at, 'infinity'::timestamptz), id) > (?, ?)",
            cursor.instant(0),
            cursor.uuid(1));
      }
    }
  },
  /** The newest first: ids are ordered by time. */
  NEWEST("-logged", "id DESC", 1) {
    @Override
    Cursor cursor(Ticket last) {
      return Cursor.of(parameter(), last.id());
    }

    @Override
    void continueAfter(TicketFilter filter, Cursor cursor) {
      filter.condition("id < ?", cursor.uuid(0));
    }
  },
  /** P1 first, and the oldest first among equals. */
  PRIORITY("priority", "priority, id", 2) {
    @Override
    Cursor cursor(Ticket last) {
      return Cursor.of(parameter(), last.priority, last.id());
    }

    @Override
    void continueAfter(TicketFilter filter, Cursor cursor) {
      filter.condition("(priority, id) > (?, ?)", cursor.text(0), cursor.uuid(1));
    }
  };

  private static final String NEVER = "never";

  private final String parameter;
  private final String order;
  private final int parts;

  TicketSort(String parameter, String order, int parts) {
    this.parameter = parameter;
    this.order = order;
    this.parts = parts;
  }

  /** Reads {@code sort}; the newest first when it is absent. */
  static TicketSort of(String parameter) {
    if (parameter == null) {
      return NEWEST;
    }
    for (TicketSort sort : values()) {
      if (sort.parameter.equals(parameter)) {
        return sort;
      }
    }
    throw Problem.invalid(
        FieldError.query("sort", "not-one-of", "must be one of due, -logged, priority, relevance"));
  }

  abstract Cursor cursor(Ticket last);

  abstract void continueAfter(TicketFilter filter, Cursor cursor);

  String parameter() {
    return parameter;
  }

  String order() {
    return order;
  }

  int parts() {
    return parts;
  }
}
