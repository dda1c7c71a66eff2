package io.heard.kit.audit;

import io.heard.kit.problem.Problem;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** What people decide about findings; each method is one transaction. */
@ApplicationScoped
public class AuditDesk {

  @Inject Findings findings;
  @Inject @All List<Check> checks;

  /**
   * Somebody knows of it and lives with it, and the check that found it takes what there is for
   * right. The check comes first: who hears of what is wrong holds its lock before the finding,
   * too.
   *
   * @throws Problem 404 when there is no such finding, 409 {@code over} when it is over
   */
  @Transactional
  public Finding accept(UUID id, String by, String reason) {
    Finding finding = findings.get(id).orElseThrow(() -> Problem.notFound("A finding " + id));
    for (Check check : checks) {
      if (check.kinds().contains(finding.kind())) {
        check.accepted(finding);
      }
    }
    if (!findings.accept(finding, by, reason)) {
      throw Problem.conflict("over", "The finding is over.");
    }
    return findings.get(id).orElseThrow();
  }
}
