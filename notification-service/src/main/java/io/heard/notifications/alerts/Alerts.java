package io.heard.notifications.alerts;

import io.heard.notifications.alerts.Alert.Key;
import io.heard.notifications.alerts.Alert.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The alerts and their books. An alert is loaded only after its book is locked: what was read
 * before may be old.
 */
@ApplicationScoped
class Alerts {

  private static final String OPEN_OF_CLOCK =
      " from Alert a where a.bookId = :book and a.clock = :clock and a.round = :round and a.state <> :resolved";
  private static final String OPEN_OF_BOOK =
      " from Alert a where a.bookId = :book and a.state <> :resolved";

  @Inject EntityManager entities;

  /** The book, locked until the transaction ends; made when there is none. */
  AlertBook lock(UUID bookId) {
    AlertBook book = entities.find(AlertBook.class, bookId, LockModeType.PESSIMISTIC_WRITE);
    if (book != null) {
      return book;
    }
    entities
        .createNativeQuery(
            "INSERT INTO alert_book (id, version) VALUES (?1, 0) ON CONFLICT DO NOTHING")
        .setParameter(1, bookId)
        .executeUpdate();
    return entities.find(AlertBook.class, bookId, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Those of these alerts whose book nobody else has locked; their books are locked now. */
  @SuppressWarnings("unchecked") // the column is a uuid
  Set<UUID> lockUnlessBusy(Collection<UUID> alertIds) {
    return Set.copyOf(
        entities
            .createNativeQuery(
                "SELECT a.id FROM alert_book b JOIN alert a ON a.book_id = b.id WHERE a.id = ANY (?1)"
                    + " FOR NO KEY UPDATE OF b SKIP LOCKED")
            .setParameter(1, alertIds.toArray(UUID[]::new))
            .getResultList());
  }

  /** The book an alert is in. */
  Optional<UUID> bookOf(UUID alertId) {
    return entities
        .createQuery("select bookId from Alert where id = :id", UUID.class)
        .setParameter("id", alertId)
        .getResultStream()
        .findFirst();
  }

  /** An alert whose book is locked, or that is only looked at. */
  Alert get(UUID id) {
    return entities.find(Alert.class, id);
  }

  Optional<Alert> find(Key key) {
    return entities
        .createQuery(
            "from Alert where bookId = :book and cause = :cause and clock = :clock and round = :round and about = :about",
            Alert.class)
        .setParameter("book", key.bookId())
        .setParameter("cause", key.cause())
        .setParameter("clock", key.clock())
        .setParameter("round", key.round())
        .setParameter("about", key.about())
        .getResultStream()
        .findFirst();
  }

  /** Whether this alert is not over; looked up without lock, to spare it where there is nothing. */
  boolean open(Key key) {
    return !entities
        .createQuery(
            "select id from Alert where bookId = :book and cause = :cause and clock = :clock and round = :round and about = :about"
                + " and state <> :resolved",
            UUID.class)
        .setParameter("book", key.bookId())
        .setParameter("cause", key.cause())
        .setParameter("clock", key.clock())
        .setParameter("round", key.round())
        .setParameter("about", key.about())
        .setParameter("resolved", State.RESOLVED)
        .getResultList()
        .isEmpty();
  }

  /** All alerts of a clock, over or not; the book is locked by the caller. */
  List<Alert> ofClock(AlertBook book, String clock, int round) {
    return book.version() == 0
        ? List.of()
        : entities
            .createQuery(
                "from Alert where bookId = :book and clock = :clock and round = :round",
                Alert.class)
            .setParameter("book", book.id())
            .setParameter("clock", clock)
            .setParameter("round", round)
            .getResultList();
  }

  /** Alerts of a clock that are not over, with their book locked when there are any. */
  List<Alert> lockOpen(UUID bookId, String clock, int round) {
    boolean none =
        entities
            .createQuery("select a.id" + OPEN_OF_CLOCK, UUID.class)
            .setParameter("book", bookId)
            .setParameter("clock", clock)
            .setParameter("round", round)
            .setParameter("resolved", State.RESOLVED)
            .getResultList()
            .isEmpty();
    if (none) {
      return List.of();
    }
    lock(bookId);
    return entities
        .createQuery("select a" + OPEN_OF_CLOCK + " order by a.id", Alert.class)
        .setParameter("book", bookId)
        .setParameter("clock", clock)
        .setParameter("round", round)
        .setParameter("resolved", State.RESOLVED)
        .getResultList();
  }

  /** All alerts of a book that are not over, with the book locked when there are any. */
  List<Alert> lockOpen(UUID bookId) {
    boolean none =
        entities
            .createQuery("select a.id" + OPEN_OF_BOOK, UUID.class)
            .setParameter("book", bookId)
            .setParameter("resolved", State.RESOLVED)
            .getResultList()
            .isEmpty();
    if (none) {
      return List.of();
    }
    lock(bookId);
    return entities
        .createQuery("select a" + OPEN_OF_BOOK + " order by a.id", Alert.class)
        .setParameter("book", bookId)
        .setParameter("resolved", State.RESOLVED)
        .getResultList();
  }

  void add(Alert alert) {
    entities.persist(alert);
  }

  /** Alerts whose ladder is due, oldest first. */
  List<UUID> planned(Instant now, int limit) {
    return entities
        .createQuery(
            "select id from Alert where nextNoticeAt <= :now order by nextNoticeAt", UUID.class)
        .setParameter("now", now)
        .setMaxResults(limit)
        .getResultList();
  }

  /** Puts a ladder that cannot be climbed off, so that the others get their turn. */
  void postpone(UUID alertId, Instant until) {
    entities
        .createQuery("update Alert set nextNoticeAt = :until where id = :id")
        .setParameter("until", until)
        .setParameter("id", alertId)
        .executeUpdate();
  }
}
