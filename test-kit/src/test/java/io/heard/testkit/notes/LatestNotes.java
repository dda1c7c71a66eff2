package io.heard.testkit.notes;

import io.heard.kit.inbox.Event;
import io.heard.kit.inbox.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The same for a topic on which each event carries the whole state. */
@ApplicationScoped
public class LatestNotes implements Subscription {

  public static final String TOPIC = "heard.directory";

  @Inject NoteEffects effects;

  @Override
  public String topic() {
    return TOPIC;
  }

  @Override
  public Continuity continuity() {
    return Continuity.LATEST_STATE;
  }

  @Override
  public boolean apply(Event event) {
    return effects.apply(event);
  }
}
