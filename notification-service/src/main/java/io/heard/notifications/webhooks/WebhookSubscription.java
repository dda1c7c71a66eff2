package io.heard.notifications.webhooks;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Somebody's system that wants to hear what happens. */
@Entity
@Table(name = "webhook_subscription")
public class WebhookSubscription {

  /** Whether it is served. */
  public enum State {
    ACTIVE,
    /** Switched off by somebody. */
    INACTIVE,
    /** The receiver answered 410 Gone. */
    GONE
  }

  /** More than clocks that are kept by NTP are ever apart. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(2);

  @Id private UUID id;
  private String url;
  private String[] events;

  @Enumerated(EnumType.STRING)
  private State state;

  private String secret;

  @Column(name = "previous_secret")
  private String previousSecret;

  @Column(name = "previous_until")
  private Instant previousUntil;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "changed_at")
  private Instant changedAt;

  protected WebhookSubscription() {}

  WebhookSubscription(UUID id, String url, List<String> events, String createdBy, Instant at) {
    this.id = id;
    this.url = url;
    this.events = events.toArray(String[]::new);
    this.state = State.ACTIVE;
    this.secret = Signature.newSecret();
    this.createdBy = createdBy;
    this.createdAt = at;
    this.changedAt = at;
  }

  void become(State next, Instant at) {
    if (state != next) {
      state = next;
      changedAt = at;
    }
  }

  /** A new secret; the former one signs along for a while. */
  void rotate(Instant at, Duration formerSigns) {
    previousSecret = secret;
    previousUntil = at.plus(formerSigns);
    secret = Signature.newSecret();
    changedAt = at;
  }

  /** Every signature a receiver may check, separated by spaces as the specification has it. */
  String sign(String messageId, Instant at, String body) {
    String signature = Signature.of(secret, messageId, at.getEpochSecond(), body);
    if (previousSecret == null || !at.isBefore(previousUntil)) {
      return signature;
    }
    return signature + " " + Signature.of(previousSecret, messageId, at.getEpochSecond(), body);
  }

  public UUID id() {
    return id;
  }

  public String url() {
    return url;
  }

  /** Whether it has subscribed to events of this type: by its name, or by the beginning of it. */
  boolean wants(String type) {
    return Arrays.stream(events)
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                    : pattern.equals(type));
  }

  /**
   * Whether it was there when something happened. An event is timed by the clock of the service it
   * comes from, so what seems to be from shortly before counts as well: an event too many harms
   * nobody, one too few does.
   */
  boolean wasThere(Instant at) {
    return !at.isBefore(createdAt.minus(CLOCKS_DIFFER));
  }

  public boolean active() {
    return state == State.ACTIVE;
  }

  String secret() {
    return secret;
  }

  SubscriptionApi.View view() {
    return new SubscriptionApi.View(
        id, url, List.of(events), state, createdBy, createdAt, changedAt);
  }
}
