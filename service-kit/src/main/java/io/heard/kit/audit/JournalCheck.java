package io.heard.kit.audit;

import io.heard.kit.journal.Batch;
import io.heard.kit.journal.Journal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The batches of the journal are what was sealed, and each continues the one before it. */
@ApplicationScoped
public class JournalCheck implements Check {

  static final String BATCH_CHANGED = "BATCH_CHANGED";

  @Inject Journal journal;

  @Override
  public Set<String> kinds() {
    return Set.of(BATCH_CHANGED);
  }

  @Override
  public List<Observation> examine(Collection<UUID> aggregates) {
    return List.of();
  }

  /** Looks at batches that follow each other. */
  List<Observation> examine(int after, List<Batch> batches) {
    return journal.wrong(before(after), batches).stream()
        .map(
            words ->
                new Observation(
                    BATCH_CHANGED, words.replaceAll("(batch \\d+).*", "$1"), words, null))
        .toList();
  }

  private Optional<Batch> before(int after) {
    return after == 0
        ? Optional.empty()
        : journal.after(after - 1, 1).stream().filter(batch -> batch.number() == after).findFirst();
  }

  @Override
  public Look again(Finding finding) {
    int number = Integer.parseInt(finding.about().replace("batch ", ""));
    return examine(number - 1, journal.after(number - 1, 1)).isEmpty()
        ? Look.RIGHT
        : Look.STILL_WRONG;
  }
}
