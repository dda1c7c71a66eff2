package io.heard.kit.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.audit.StatementApi.Head;
import io.heard.kit.audit.StatementApi.Statement;
import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.inbox.Consumers;
import io.heard.kit.inbox.Subscription;
import io.heard.kit.sql.Sql;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What other services state of their aggregates agrees with what was received of them here. An
 * event that is missing is asked for; one that its source does not know of is shouted about; what
 * follows from a state is compared when exactly that state has been reached.
 */
@ApplicationScoped
public class ConsumerCheck implements Check {

  static final String EVENT_MISSING = "EVENT_MISSING";
  static final String EVENT_UNKNOWN = "EVENT_UNKNOWN";
  static final String COPY_MISSING = "COPY_MISSING";

  /** What was applied without a trace; what was parked or discarded on the way leaves none. */
  private static final String WITHOUT_COPY =
      "SELECT i.aggregate_id, i.sequence FROM inbox i WHERE i.topic = ? AND i.aggregate_id = ANY (?::uuid[]) AND i.sequence > 0"
          + " AND NOT EXISTS (SELECT 1 FROM inbox_parked p WHERE p.topic = i.topic AND p.aggregate_id = i.aggregate_id)"
          + " AND NOT EXISTS (SELECT 1 FROM inbox_discarded d WHERE d.topic = i.topic AND d.aggregate_id = i.aggregate_id)"
          + " AND NOT EXISTS (SELECT 1 FROM %s c WHERE c.%s = i.aggregate_id)";

  @Inject Sql sql;
  @Inject Consumers consumers;
  @Inject Findings findings;
  @Inject Marks marks;
  @Inject AuditSettings settings;
  @Inject Statements statements;
  @Inject Heartbeats heartbeats;
  @Inject Clock clock;
  @Inject ObjectMapper json;
  @Inject @All List<ClaimCheck> claimChecks;

  /** What is remembered of a finding: what was stated, by whom. */
  record Known(String service, String topic, int sequence, List<String> claims) {}

  @Override
  public Set<String> kinds() {
    Set<String> kinds = new HashSet<>(Set.of(EVENT_MISSING, EVENT_UNKNOWN, COPY_MISSING));
    claimChecks.forEach(check -> kinds.addAll(check.kinds()));
    return kinds;
  }

  @Override
  public List<Observation> examine(Collection<UUID> aggregates) {
    return List.of();
  }

  /** Compares a statement with what is here. */
  void hear(Statement statement, Instant sentAt) {
    Map<String, List<Head>> byTopic = new HashMap<>();
    for (Head head : statement.heads()) {
      if (consumers.subscription(head.topic()).isPresent()) {
        byTopic.computeIfAbsent(head.topic(), topic -> new ArrayList<>()).add(head);
      }
    }
    byTopic.forEach((topic, heads) -> compare(statement.service(), topic, heads));
    if (statement.complete()) {
      marks.set("complete " + statement.service(), sentAt);
    }
  }

  private void compare(String service, String topic, List<Head> heads) {
    Map<UUID, Integer> received = received(topic, heads.stream().map(Head::aggregate).toList());
    List<Observation> seen = new ArrayList<>();
    Map<String, Integer> unknown = new HashMap<>();
    findings.live(EVENT_UNKNOWN).forEach(f -> unknown.put(f.about(), known(f).sequence()));
    Map<String, Integer> missing = new HashMap<>();
    findings.live(EVENT_MISSING).forEach(f -> missing.put(f.about(), known(f).sequence()));
    Map<UUID, List<String>> comparable = new HashMap<>();
    Map<UUID, Integer> sequences = new HashMap<>();
    for (Head head : heads) {
      int here = received.getOrDefault(head.aggregate(), 0);
      Integer suspected = unknown.get(head.aggregate().toString());
      if (suspected != null && (suspected <= head.sequence() || here < suspected)) {
        findings.over(EVENT_UNKNOWN, head.aggregate().toString());
        suspected = null;
      }
      if (missing.getOrDefault(head.aggregate().toString(), 0) > head.sequence()) {
        // the source has taken back what it stated: its row told of more than its history
        findings.over(EVENT_MISSING, head.aggregate().toString());
      }
      if (here < head.sequence()) {
        seen.add(
            new Observation(
                EVENT_MISSING,
                head.aggregate().toString(),
                "%s has published %d, %d was received on %s"
                    .formatted(service, head.sequence(), here, topic),
                text(new Known(service, topic, head.sequence(), null))));
      } else if (here > head.sequence() && suspected != null) {
        // what was suspected first counts: the source may be stating what has come since
        continue;
      } else if (here > head.sequence()) {
        seen.add(
            new Observation(
                EVENT_UNKNOWN,
                head.aggregate().toString(),
                "%d was received on %s, %s knows of %d"
                    .formatted(here, topic, service, head.sequence()),
                text(new Known(service, topic, here, null))));
      } else {
        if (head.claims() != null) {
          comparable.put(head.aggregate(), head.claims());
          sequences.put(head.aggregate(), head.sequence());
        }
      }
    }
    withoutCopy(topic, received.keySet())
        .forEach(
            (aggregate, sequence) ->
                seen.add(
                    new Observation(
                        COPY_MISSING,
                        aggregate.toString(),
                        "%d was received on %s, and nothing is known here of it"
                            .formatted(sequence, topic),
                        text(new Known(service, topic, sequence, null)))));
    claimCheck(topic)
        .ifPresent(
            check -> {
              for (Observation unmet : check.compare(comparable)) {
                UUID aggregate = UUID.fromString(unmet.about());
                Known known =
                    new Known(service, topic, sequences.get(aggregate), comparable.get(aggregate));
                seen.add(new Observation(unmet.kind(), unmet.about(), unmet.detail(), text(known)));
              }
            });
    findings.observe(seen);
  }

  private Optional<ClaimCheck> claimCheck(String topic) {
    return claimChecks.stream().filter(check -> check.topic().equals(topic)).findFirst();
  }

  private Map<UUID, Integer> received(String topic, Collection<UUID> aggregates) {
    Map<UUID, Integer> received = new HashMap<>();
    sql.list(
        "SELECT aggregate_id, sequence FROM inbox WHERE topic = ? AND aggregate_id = ANY (?::uuid[])",
        row -> received.put(row.getObject(1, UUID.class), row.getInt(2)),
        topic,
        aggregates);
    return received;
  }

  /** The aggregates of which something was applied and nothing is there, with how far they came. */
  private Map<UUID, Integer> withoutCopy(String topic, Collection<UUID> aggregates) {
    Map<UUID, Integer> found = new HashMap<>();
    consumers
        .subscription(topic)
        .flatMap(Subscription::copy)
        .map(copy -> copy.split("\\.", 2))
        .ifPresent(
            copy ->
                sql.list(
                    WITHOUT_COPY.formatted(copy[0], copy[1]),
                    row -> found.put(row.getObject(1, UUID.class), row.getInt(2)),
                    topic,
                    aggregates));
    return found;
  }

  @Override
  public Look again(Finding finding) {
    Known known = known(finding);
    UUID aggregate = UUID.fromString(finding.about());
    int here = received(known.topic(), List.of(aggregate)).getOrDefault(aggregate, 0);
    return switch (finding.kind()) {
      case EVENT_MISSING ->
          here < known.sequence() && isBehind(known.topic())
              ? Look.UNDECIDED
              : missing(known, aggregate, here);
      case EVENT_UNKNOWN -> unknown(known, finding);
      case COPY_MISSING ->
          withoutCopy(known.topic(), List.of(aggregate)).isEmpty() ? Look.RIGHT : Look.STILL_WRONG;
      default -> {
        if (here != known.sequence()) {
          // it has gone on, and what is true now has been or will be stated
          yield Look.RIGHT;
        }
        yield unmet(finding, known) ? Look.STILL_WRONG : Look.RIGHT;
      }
    };
  }

  /**
   * The consumer here has older messages before it: what is missing may be among them, and to ask
   * for it would make it later still. That a consumer stays behind the watchdog says.
   */
  private boolean isBehind(String topic) {
    Duration much = settings.tolerance().dividedBy(2);
    return heartbeats.pulses().stream()
        .filter(pulse -> pulse.component().startsWith("consumer " + topic))
        .anyMatch(pulse -> pulse.lag(clock).compareTo(much) > 0);
  }

  /** What waits behind a parked message is known to wait. */
  private Look missing(Known known, UUID aggregate, int here) {
    boolean parked =
        sql.number(
                "SELECT count(*) FROM inbox_parked WHERE topic = ? AND aggregate_id = ? AND reason = 'POISON'",
                known.topic(),
                aggregate)
            > 0;
    return here >= known.sequence() || parked ? Look.RIGHT : Look.STILL_WRONG;
  }

  /** Only when the source has stated all it knows, long enough after. */
  private Look unknown(Known known, Finding finding) {
    Optional<Instant> complete = marks.get("complete " + known.service()).map(Instant::parse);
    boolean heard =
        complete.filter(at -> at.isAfter(finding.since().plus(settings.tolerance()))).isPresent();
    return heard ? Look.STILL_WRONG : Look.UNDECIDED;
  }

  private boolean unmet(Finding finding, Known known) {
    UUID aggregate = UUID.fromString(finding.about());
    return claimCheck(known.topic())
        .map(check -> check.compare(Map.of(aggregate, known.claims())))
        .orElse(List.of())
        .stream()
        .anyMatch(each -> each.kind().equals(finding.kind()));
  }

  @Override
  public boolean repair(Finding finding) {
    Known known = known(finding);
    UUID aggregate = UUID.fromString(finding.about());
    switch (finding.kind()) {
      case EVENT_MISSING -> {
        int here = received(known.topic(), List.of(aggregate)).getOrDefault(aggregate, 0);
        statements.want(known.topic(), aggregate, here);
        return true;
      }
      case EVENT_UNKNOWN -> {
        return false;
      }
      case COPY_MISSING -> {
        // as if nothing had been received: its whole history is applied anew
        sql.update(
            "DELETE FROM inbox WHERE topic = ? AND aggregate_id = ?", known.topic(), aggregate);
        statements.want(known.topic(), aggregate, 0);
        return true;
      }
      default -> {
        return claimCheck(known.topic())
            .map(check -> check.repair(finding, known.claims()))
            .orElse(false);
      }
    }
  }

  private String text(Known known) {
    try {
      return json.writeValueAsString(known);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Known known(Finding finding) {
    try {
      return json.readValue(finding.knowledge(), Known.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
