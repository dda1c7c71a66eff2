package io.heard.kit.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Something whose every change is an entry of the {@link Ledger}. Its version is the sequence of
 * its last entry. A change is recorded by the entity that decides it and written by {@link
 * Ledger#append}; whoever changes an aggregate holds its row lock (load it {@code FOR UPDATE}),
 * which is what keeps sequences contiguous.
 */
@MappedSuperclass
public abstract class Aggregate {

  @Id
  @Column(updatable = false)
  protected UUID id;

  @Column(nullable = false)
  protected int version;

  @Column(name = "head_hash")
  protected byte[] headHash;

  @Transient @JsonIgnore private final List<Change> changes = new ArrayList<>();

  @Transient @JsonIgnore private Instant judgedAt;

  /**
   * What happened, not yet written.
   *
   * @param judgedAt what the clock showed when it was decided; null where that does not matter
   */
  record Change(String type, Instant at, Object data, Instant judgedAt) {}

  public UUID id() {
    return id;
  }

  /** Hash of the last written entry, null before the first. */
  public byte[] headHash() {
    return headHash == null ? null : headHash.clone();
  }

  /** Sequence of the last entry, the unwritten ones included. */
  public int version() {
    return version + changes.size();
  }

  /**
   * Notes a change.
   *
   * @param type event type, {@code heard.<aggregate>.<what>.v1}
   * @param at when it happened, which may be before it is recorded
   * @param data what goes into the ledger and out as the event's data; must not change any more
   */
  protected void record(String type, Instant at, Object data) {
    changes.add(new Change(type, at, data, judgedAt));
  }

  /**
   * What is noted from now on is decided by this time: it is not recorded as of an earlier one,
   * even if the clock is set back before it is written.
   */
  protected void judgeBy(Instant now) {
    judgedAt = now;
  }

  public boolean changed() {
    return !changes.isEmpty();
  }

  List<Change> takeChanges() {
    List<Change> taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }
}
