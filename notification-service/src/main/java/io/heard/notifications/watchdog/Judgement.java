package io.heard.notifications.watchdog;

import io.heard.notifications.escalation.Cause;
import io.heard.notifications.watchdog.Heartbeat.Component;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be thought of the heartbeats known at one moment. Pure: the same heartbeats give the
 * same judgement. Replicas of a service stand for each other: a component is silent when it is in
 * all of them. Where nothing can be said, nothing is found and nothing is over.
 */
final class Judgement {

  /** When nothing is heard of anybody: one finding, not one for each. */
  static final String NOTHING = "no heartbeat arrives from any service";

  /** When mail does not leave. */
  static final String MAIL = "mails do not leave";

  private static final String INVARIANT = ": does not agree with itself: ";

  /** What kind of alert a finding is. */
  static Cause cause(String finding) {
    return finding.contains(INVARIANT) ? Cause.INVARIANT : Cause.WATCHDOG;
  }

  /**
   * How long has been watched.
   *
   * @param listening since when without a break; whoever slept has heard nothing, and that says
   *     nothing
   * @param receiving since when heartbeats of anybody have been arriving without a break
   * @param started when this process began to watch
   */
  record Watch(Instant listening, Instant receiving, Instant started) {}

  private final WatchdogSettings settings;
  private final Watch watch;
  private final HeartbeatRows.Known known;

  /** What is wrong, and for how long it must have been before it is said. */
  private final Map<String, Duration> wrong = new LinkedHashMap<>();

  /** Services about whose parts nothing can be said, and whether nothing can be said of any. */
  private final Set<String> unclear = new HashSet<>();

  private final boolean blind;

  private Judgement(WatchdogSettings settings, Watch watch, HeartbeatRows.Known known) {
    this.settings = settings;
    this.watch = watch;
    this.known = known;
    this.blind = !received(known, settings);
  }

  static Judgement of(WatchdogSettings settings, Watch watch, HeartbeatRows.Known known) {
    Judgement judgement = new Judgement(settings, watch, known);
    judgement.judge();
    return judgement;
  }

  /** Whether heartbeats of anybody arrive. */
  static boolean received(HeartbeatRows.Known known, WatchdogSettings settings) {
    Duration recent = settings.silence().dividedBy(2);
    return known.heartbeats().stream()
        .anyMatch(each -> age(known, each.receivedAt()).compareTo(recent) <= 0);
  }

  /** What is wrong, and for how long it must have been before it is said. */
  Map<String, Duration> wrong() {
    return wrong;
  }

  /** Whether something that was found is over for certain. */
  boolean over(String finding) {
    if (wrong.containsKey(finding)) {
      return false;
    }
    if (finding.equals(MAIL)) {
      return true;
    }
    return !blind && unclear.stream().noneMatch(service -> finding.startsWith(service + ":"));
  }

  /** Nothing is wrong, and nothing is unclear. */
  boolean allIsWell() {
    return wrong.isEmpty() && !blind && unclear.isEmpty() && known.findings().isEmpty();
  }

  private void judge() {
    if (known.mailStuck()) {
      wrong.put(MAIL, Duration.ZERO);
    }
    if (blind) {
      Optional<Instant> last =
          known.heartbeats().stream().map(Heartbeat::receivedAt).max(Instant::compareTo);
      if (silent(last, watch.listening())) {
        wrong.put(NOTHING, Duration.ZERO);
      }
      return;
    }
    Set<String> services = new TreeSet<>(settings.services());
    known.heartbeats().stream()
        .filter(this::lives)
        .forEach(h -> services.add(h.replica().service()));
    services.forEach(this::judge);
  }

  private void judge(String service) {
    List<Heartbeat> all =
        known.heartbeats().stream().filter(h -> h.replica().service().equals(service)).toList();
    List<Heartbeat> living = all.stream().filter(this::lives).toList();
    if (living.isEmpty()) {
      unclear.add(service);
      Optional<Instant> last = all.stream().map(Heartbeat::receivedAt).max(Instant::compareTo);
      if (silent(last, watch.receiving())) {
        wrong.put(service + ": no heartbeat arrives", Duration.ZERO);
      }
      return;
    }
    Set<String> components = new TreeSet<>();
    living.forEach(h -> h.replica().components().forEach(each -> components.add(each.name())));
    for (String component : components) {
      judge(service + ": " + component, parts(living, component));
    }
    parked(service, living);
    invariants(service, living);
  }

  private void judge(String component, List<Component> parts) {
    Duration idle = parts.stream().map(Component::idle).min(Duration::compareTo).orElseThrow();
    if (idle.compareTo(settings.silence()) > 0) {
      // a process that was stopped and goes on says so before its components had their turn
      wrong.put(component + " stands still", settings.silence().dividedBy(2));
    }
    String behind = component + " is behind";
    Duration lag = parts.stream().map(Component::lag).max(Duration::compareTo).orElseThrow();
    Duration bound =
        known.findings().contains(behind) ? settings.lag().dividedBy(2) : settings.lag();
    if (lag.compareTo(bound) > 0) {
      wrong.put(behind, settings.silence());
    }
  }

  private void parked(String service, List<Heartbeat> living) {
    String finding = service + ": messages are parked";
    Optional<Integer> parked =
        living.stream()
            .filter(h -> h.replica().parked() != null)
            .max((a, b) -> a.receivedAt().compareTo(b.receivedAt()))
            .map(h -> h.replica().parked());
    boolean some = parked.map(count -> count > 0).orElse(known.findings().contains(finding));
    if (some) {
      wrong.put(finding, Duration.ZERO);
    }
  }

  /** What a service has found wrong with itself, as long as it does not say otherwise. */
  private void invariants(String service, List<Heartbeat> living) {
    String prefix = service + INVARIANT;
    Optional<List<String>> broken =
        living.stream()
            .filter(h -> h.replica().broken() != null)
            .max((a, b) -> a.receivedAt().compareTo(b.receivedAt()))
            .map(h -> h.replica().broken());
    broken
        .orElseGet(
            () ->
                known.findings().stream()
                    .filter(finding -> finding.startsWith(prefix))
                    .map(finding -> finding.substring(prefix.length()))
                    .toList())
        .forEach(kind -> wrong.put(prefix + kind, Duration.ZERO));
  }

  private static List<Component> parts(List<Heartbeat> living, String name) {
    return living.stream()
        .flatMap(h -> h.replica().components().stream())
        .filter(each -> Objects.equals(each.name(), name))
        .toList();
  }

  private boolean lives(Heartbeat heartbeat) {
    return !heartbeat.replica().leaving()
        && age(known, heartbeat.receivedAt()).compareTo(settings.silence()) <= 0;
  }

  /**
   * Whether silence has lasted too long.
   *
   * @param last heartbeat, if there was one
   * @param since when one would have been heard
   */
  private boolean silent(Optional<Instant> last, Instant since) {
    Instant from = last.filter(since::isBefore).orElse(since);
    boolean heardSinceStart = last.filter(watch.started()::isBefore).isPresent();
    Duration bound =
        heardSinceStart || settings.startUp().compareTo(settings.silence()) < 0
            ? settings.silence()
            : settings.startUp();
    return age(known, from).compareTo(bound) > 0;
  }

  private static Duration age(HeartbeatRows.Known known, Instant instant) {
    return Duration.between(instant, known.now());
  }
}
