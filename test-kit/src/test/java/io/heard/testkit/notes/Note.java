package io.heard.testkit.notes;

import io.heard.kit.ledger.Aggregate;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The smallest aggregate: a text that can be rewritten. */
@Entity
@Table(name = "note")
public class Note extends Aggregate {

  @Column(nullable = false)
  private String text;

  @Column(name = "written_at", nullable = false)
  private Instant writtenAt;

  protected Note() {}

  public Note(UUID id, String text, Instant at) {
    this.id = id;
    this.writtenAt = at;
    this.text = text;
    record("heard.note.written.v1", at, new NoteApi.Written(text));
  }

  public void rewrite(String newText, Instant at) {
    text = newText;
    record("heard.note.rewritten.v1", at, new NoteApi.Written(newText));
  }

  public String text() {
    return text;
  }

  public Instant writtenAt() {
    return writtenAt;
  }

  public byte[] head() {
    return headHash.clone();
  }
}
