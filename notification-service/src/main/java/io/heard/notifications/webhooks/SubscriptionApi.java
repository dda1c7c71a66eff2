package io.heard.notifications.webhooks;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Webhook subscriptions on the wire. */
public final class SubscriptionApi {

  private SubscriptionApi() {}

  /** A new subscription. */
  @Schema(name = "NewSubscription")
  public record Create(
      @NotBlank(message = "is required")
          @Size(max = 2000, message = "must have at most 2000 characters")
          @Schema(
              description =
                  "Where events are posted to: https, and not into a private network unless the operator allows it",
              examples = "https://hooks.example.com/heard")
          String url,
      @NotNull(message = "is required")
          @Size(min = 1, max = 50, message = "must have 1 to 50 entries")
          @Schema(
              description =
                  "Event types, or families of them ending in `.*`: `heard.ticket.*`, `heard.alert.raised.v1`",
              examples = "[\"heard.ticket.*\", \"heard.alert.raised.v1\"]")
          List<
                  @NotNull(message = "must be an event type or a family of them")
                  @Pattern(
                      regexp =
                          "heard\\.(\\*|(ticket|alert)\\.(\\*|[a-z]+(-[a-z]+)*\\.v[0-9]{1,3}))",
                      message =
                          "must be heard.ticket.<what>.v1, heard.alert.<what>.v1, or a family such as heard.ticket.*")
                  String>
              events) {}

  /** A subscription; its secret is not shown again. */
  @Schema(name = "Subscription")
  public record View(
      UUID id,
      String url,
      List<String> events,
      @Schema(
              description =
                  "ACTIVE; INACTIVE: switched off; GONE: the receiver answered 410 and is not called any more")
          WebhookSubscription.State state,
      String createdBy,
      Instant createdAt,
      Instant changedAt) {}

  /** A subscription with its secret, at creation and after a rotation only. */
  @Schema(name = "SubscriptionWithSecret")
  public record WithSecret(
      @JsonUnwrapped View subscription,
      @Schema(
              description =
                  "Key of the signature (Standard Webhooks): `whsec_` and Base64. Shown this once.")
          String secret) {}

  /** The body of every webhook, after Standard Webhooks. */
  @Schema(name = "WebhookBody")
  public record Body(String type, Instant timestamp, Object data) {}
}
