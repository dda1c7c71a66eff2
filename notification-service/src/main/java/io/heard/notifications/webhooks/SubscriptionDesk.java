package io.heard.notifications.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import io.heard.notifications.background.TransactionMemory;
import io.heard.notifications.background.TransactionMemory.Key;
import io.heard.notifications.deliveries.Deliveries;
import io.heard.notifications.deliveries.Deliveries.EventKey;
import io.heard.notifications.retention.RetentionSettings;
import io.heard.notifications.webhooks.WebhookSubscription.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Creates and ends subscriptions, and hands over what they have subscribed to. */
@ApplicationScoped
public class SubscriptionDesk {

  private static final Key<List<WebhookSubscription>> ACTIVE = new Key<>("subscriptions", "active");

  @Inject EntityManager entities;
  @Inject Deliveries deliveries;
  @Inject WebhookSettings settings;
  @Inject RetentionSettings retention;
  @Inject Clock clock;
  @Inject ObjectMapper json;
  @Inject TransactionMemory memory;

  @Transactional
  WebhookSubscription create(SubscriptionApi.Create request, String by) {
    try {
      TargetAddress.of(request.url(), settings.allowPrivateNetworks());
    } catch (TargetAddress.Refused e) {
      throw Problem.invalid(new FieldError("/url", e.code(), e.getMessage()));
    } catch (TargetAddress.Unresolved e) {
      throw Problem.invalid(
          new FieldError("/url", "unresolvable", "must have a host that can be resolved"));
    }
    Instant now = clock.instant();
    WebhookSubscription created =
        new WebhookSubscription(
            Uuid7.at(now), request.url(), request.events().stream().distinct().toList(), by, now);
    entities.persist(created);
    memory.forget(ACTIVE);
    return created;
  }

  @Transactional
  WebhookSubscription rotate(UUID id) {
    WebhookSubscription subscription = locked(id);
    subscription.rotate(clock.instant(), settings.formerSecretSigns());
    return subscription;
  }

  /** Also brings back one whose receiver was gone. */
  @Transactional
  WebhookSubscription activate(UUID id) {
    WebhookSubscription subscription = locked(id);
    subscription.become(State.ACTIVE, clock.instant());
    memory.forget(ACTIVE);
    return subscription;
  }

  /** Nothing more goes there, not even what waits. */
  @Transactional
  WebhookSubscription deactivate(UUID id, State why) {
    WebhookSubscription subscription = locked(id);
    subscription.become(why, clock.instant());
    memory.forget(ACTIVE);
    deliveries.cancelTo(id);
    return subscription;
  }

  private WebhookSubscription locked(UUID id) {
    WebhookSubscription subscription =
        entities.find(WebhookSubscription.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (subscription == null) {
      throw Problem.notFound("A subscription " + id);
    }
    return subscription;
  }

  @Transactional
  public Optional<WebhookSubscription> find(UUID id) {
    return Optional.ofNullable(entities.find(WebhookSubscription.class, id));
  }

  @Transactional
  List<WebhookSubscription> list(Limit limit, Cursor after) {
    return entities
        .createQuery(
            "from WebhookSubscription where id < :after order by id desc",
            WebhookSubscription.class)
        .setParameter("after", after == null ? new UUID(-1L, -1L) : after.uuid(0))
        .setMaxResults(limit.plusOne())
        .getResultList();
  }

  /**
   * Hands an event to every active subscription that wants it and was there when it happened, in
   * the transaction in which it was taken in or made. What is older than deliveries are kept may
   * have been sent and forgotten, and is not sent.
   *
   * @param aboutFailure it tells of a failed delivery, and must not tell of its own failure in turn
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void offer(EventKey event, String type, Instant at, Object data, boolean aboutFailure) {
    if (at.isBefore(clock.instant().minus(retention.deliveries()))) {
      return;
    }
    List<WebhookSubscription> wanting =
        memory.recall(ACTIVE, this::active).stream()
            .filter(subscription -> subscription.wants(type) && subscription.wasThere(at))
            .toList();
    if (wanting.isEmpty()) {
      return;
    }
    String body = body(type, at, data);
    for (WebhookSubscription subscription : wanting) {
      deliveries.event(event, subscription.id(), subscription.url(), aboutFailure, body);
    }
  }

  private List<WebhookSubscription> active() {
    return entities
        .createQuery("from WebhookSubscription where state = :active", WebhookSubscription.class)
        .setParameter("active", State.ACTIVE)
        .getResultList();
  }

  /** The body of a webhook. */
  public String body(String type, Instant at, Object data) {
    try {
      return json.writeValueAsString(new SubscriptionApi.Body(type, at, data));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
