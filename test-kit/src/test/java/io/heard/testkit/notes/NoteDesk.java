package io.heard.testkit.notes;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.UUID;

/** The transactions on notes. */
@ApplicationScoped
public class NoteDesk {

  public static final String TOPIC = "heard.tickets";

  @Inject EntityManager entities;
  @Inject Ledger ledger;
  @Inject Origins origins;
  @Inject Clock clock;

  @Transactional
  public Note write(String text) {
    return write(text, TOPIC);
  }

  @Transactional
  public Note write(String text, String topic) {
    return write(newId(), text, topic);
  }

  public UUID newId() {
    return Uuid7.at(clock.instant());
  }

  @Transactional
  public Note write(UUID id, String text, String topic) {
    Note note = new Note(id, text, clock.instant());
    entities.persist(note);
    ledger.append(note, topic, origins.system("test"));
    return note;
  }

  /** As a resource does it: in the name of the caller. */
  @Transactional
  public Note writeForCaller(String text) {
    Note note = new Note(Uuid7.at(clock.instant()), text, clock.instant());
    entities.persist(note);
    ledger.append(note, TOPIC, origins.caller());
    if (text.equals("refused after the write")) {
      throw Problem.conflict("refused", "The test wants it so.");
    }
    return note;
  }

  @Transactional
  public Note rewrite(UUID id, String... texts) {
    Note note = entities.find(Note.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (note == null) {
      throw Problem.notFound("Note " + id);
    }
    for (String text : texts) {
      note.rewrite(text, clock.instant());
    }
    ledger.append(note, TOPIC, origins.system("test"));
    return note;
  }

  @Transactional
  public Note find(UUID id) {
    Note note = entities.find(Note.class, id);
    if (note == null) {
      throw Problem.notFound("Note " + id);
    }
    return note;
  }
}
