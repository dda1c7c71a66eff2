package io.heard.tickets.view;

import io.heard.kit.contact.Mentions;
import io.heard.kit.ledger.Eraser;
import io.heard.kit.sql.Sql;
import io.heard.tickets.ticket.ContactsErased;
import io.heard.tickets.ticket.Holding;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Saved views that look for a person by their phone or email, or are named so. When they are erased
 * such a view goes: there is nothing left that it could show.
 */
@ApplicationScoped
class PersonalViews implements Holding {

  /** A view that mentions somebody. */
  record Found(UUID id, String owner, String name, String query) {
    private boolean mentions(Mentions somebody) {
      return somebody.in(name) || somebody.in(URLDecoder.decode(query, StandardCharsets.UTF_8));
    }
  }

  @Inject Sql sql;
  @Inject Eraser eraser;

  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes ContactsErased erased) {
    List<Found> theirs = views(new Mentions(erased.phones(), erased.emails()));
    if (!theirs.isEmpty()) {
      theirs.forEach(view -> sql.update("DELETE FROM saved_view WHERE id = ?", view.id()));
      // a view may be old, an answer kept about it is not
      eraser.answers(theirs.stream().map(view -> view.id().toString()).toList(), Instant.EPOCH);
    }
  }

  @Override
  public String name() {
    return "savedViews";
  }

  @Override
  public List<Found> of(Whose whose) {
    return views(new Mentions(whose.phones(), whose.emails()));
  }

  private List<Found> views(Mentions somebody) {
    return sql
        .list(
            "SELECT id, owner, name, query FROM saved_view ORDER BY id",
            row ->
                new Found(
                    Sql.uuid(row, "id"),
                    row.getString("owner"),
                    row.getString("name"),
                    row.getString("query")))
        .stream()
        .filter(view -> view.mentions(somebody))
        .toList();
  }
}
