package io.heard.notifications.webhooks;

import io.heard.kit.json.BodyCheck;
import io.heard.kit.problem.FieldError;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** What can be said of an address without asking the name server. */
@ApplicationScoped
class SubscriptionCheck implements BodyCheck<SubscriptionApi.Create> {

  @Inject WebhookSettings settings;

  @Override
  public Class<SubscriptionApi.Create> type() {
    return SubscriptionApi.Create.class;
  }

  @Override
  public List<FieldError> mistakes(SubscriptionApi.Create wanted) {
    if (wanted.url() == null) {
      return List.of();
    }
    try {
      TargetAddress.parse(wanted.url(), settings.allowPrivateNetworks());
      return List.of();
    } catch (TargetAddress.Refused e) {
      return List.of(new FieldError("/url", e.code(), e.getMessage()));
    }
  }
}
