package io.heard.tickets.ticket;

import io.heard.kit.ledger.Origin;
import io.heard.kit.problem.Passing;
import io.heard.kit.time.Rounds;
import io.heard.tickets.clock.ClockChange;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.ticket.Reapplications.Run;
import io.heard.tickets.ticket.Reapplications.Tally;
import io.heard.tickets.ticket.ReapplyApi.Example;
import io.heard.tickets.ticket.ReapplyApi.Failure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Carries out the runs that {@link Reapplications} keeps: looks through the open tickets in the
 * order of their ids, without a lock, and changes each ticket that is concerned in a transaction of
 * its own, in which the run moves on to this ticket as well. So it can be killed anywhere, and
 * several replicas may try at once: only one of them moves it on.
 */
@ApplicationScoped
public class Reapplying {

  private static final Logger LOG = Logger.getLogger(Reapplying.class);
  private static final int PAGE = 200;

  @Inject Reapplications runs;
  @Inject Tickets tickets;
  @Inject SlaPolicies policies;
  @Inject Clock clock;

  private volatile boolean stopping;

  /** What a run would mean for a ticket; {@code failure} is why that cannot be said. */
  private record Finding(UUID ticketId, List<Example> changes, String failure) {

    boolean idle() {
      return changes.isEmpty() && failure == null;
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.sla.reapply.every", defaultValue = "1s") Duration every) {
    rounds.every(every, "reapplying", this::work);
  }

  /** Works off what there is. */
  void work() {
    try {
      while (!stopping && page()) {
        // the next one
      }
    } catch (RuntimeException e) {
      LOG.warnf("Applying a policy again is interrupted and goes on in a moment: %s", e);
    }
  }

  /** One page of tickets of the oldest run; false when there is nothing to do for this replica. */
  boolean page() {
    Run run = runs.next().orElse(null);
    if (run == null) {
      return false;
    }
    policies.atLeast(run.revision());
    List<Finding> findings = look(run);
    return run.dryRun() ? tally(run, findings) : change(run, findings);
  }

  private List<Finding> look(Run run) {
    List<UUID> ids =
        QuarkusTransaction.requiringNew().call(() -> tickets.owedAfter(run.after(), PAGE));
    try {
      return ids.isEmpty() ? List.of() : look(run, ids);
    } catch (RuntimeException oneOfThem) {
      rethrowIfPassing(oneOfThem);
      return ids.stream().map(id -> lookAlone(run, id)).toList();
    }
  }

  private List<Finding> look(Run run, List<UUID> ids) {
    Instant now = clock.instant();
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                tickets.getAll(ids).stream()
                    .map(
                        ticket ->
                            new Finding(
                                ticket.id(),
                                ticket
                                    .clocks()
                                    .wouldReapply(
                                        run.policyId(), policies.match(ticket.facts()), now)
                                    .stream()
                                    .map(change -> new Example(ticket.id(), ticket.number, change))
                                    .toList(),
                                null))
                    .toList());
  }

  private Finding lookAlone(Run run, UUID id) {
    try {
      return look(run, List.of(id)).get(0);
    } catch (RuntimeException e) {
      rethrowIfPassing(e);
      return new Finding(id, List.of(), why(e));
    }
  }

  private boolean tally(Run run, List<Finding> findings) {
    List<Example> changes = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Finding finding : findings) {
      changes.addAll(finding.changes());
      if (finding.failure() != null) {
        failures.add(new Failure(finding.ticketId(), finding.failure()));
      }
    }
    long concerned = findings.stream().filter(finding -> !finding.changes().isEmpty()).count();
    return moveOn(
        run, run.after(), findings, new Tally(findings.size(), concerned, changes, failures));
  }

  private boolean change(Run run, List<Finding> findings) {
    UUID at = run.after();
    long examined = 0;
    for (Finding finding : findings) {
      examined++;
      if (finding.idle()) {
        continue;
      }
      if (stopping || !one(run, at, finding, examined)) {
        return false;
      }
      at = finding.ticketId();
      examined = 0;
    }
    return moveOn(run, at, findings, Tally.examined(examined));
  }

  /** Puts the end of a page down; an empty page is the end of the run. */
  private boolean moveOn(Run run, UUID at, List<Finding> findings, Tally tally) {
    UUID end = findings.isEmpty() ? at : findings.get(findings.size() - 1).ticketId();
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              if (!runs.advance(run, at, end)) {
                return false;
              }
              runs.count(run, tally);
              if (findings.size() < PAGE) {
                runs.finish(run);
                LOG.infof("Run %s of policy %s is done", run.id(), run.policyId());
              }
              return true;
            });
  }

  /** False when another replica is at it. */
  private boolean one(Run run, UUID at, Finding finding, long examined) {
    UUID id = finding.ticketId();
    if (finding.failure() != null) {
      return fail(run, at, id, finding.failure(), examined);
    }
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                if (!runs.advance(run, at, id)) {
                  return false;
                }
                Ticket ticket = tickets.lock(id);
                List<ClockChange> changes =
                    ticket.reapply(run.policyId(), clock.instant(), policies::match);
                tickets.save(ticket, new Origin(run.requestedBy(), run.requestId(), null));
                runs.count(run, Tally.changed(examined, ticket, changes));
                return true;
              });
    } catch (RuntimeException e) {
      rethrowIfPassing(e);
      return fail(run, at, id, why(e), examined);
    }
  }

  private boolean fail(Run run, UUID at, UUID id, String why, long examined) {
    LOG.errorf("Policy %s cannot be applied again to ticket %s: %s", run.policyId(), id, why);
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              if (!runs.advance(run, at, id)) {
                return false;
              }
              runs.count(run, new Tally(examined, 0, List.of(), List.of(new Failure(id, why))));
              return true;
            });
  }

  private static String why(RuntimeException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  private static void rethrowIfPassing(RuntimeException e) {
    if (Passing.isOutage(e) || Passing.isContention(e)) {
      throw e;
    }
  }
}
