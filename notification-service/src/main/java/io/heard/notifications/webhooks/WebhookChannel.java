package io.heard.notifications.webhooks;

import io.heard.notifications.deliveries.Channel;
import io.heard.notifications.deliveries.Delivery;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Posts webhooks after Standard Webhooks 1.0: {@code webhook-id} (the same at every attempt),
 * {@code webhook-timestamp} (of the attempt), {@code webhook-signature}. Any 2xx is success;
 * redirects are not followed; 410 ends the subscription; {@code Retry-After} is honoured. Of the
 * answer only status and that header are read.
 */
@ApplicationScoped
public class WebhookChannel implements Channel {

  private static final int MOST_ANSWER_BYTES = 65_536;

  /** Names are resolved by threads of their own: a dead name server must not hold up the rest. */
  private final ExecutorService resolvers =
      Executors.newFixedThreadPool(
          8,
          task -> {
            Thread thread = new Thread(task, "webhook-resolver");
            thread.setDaemon(true);
            return thread;
          });

  @Inject Vertx vertx;
  @Inject WebhookSettings settings;
  @Inject SubscriptionDesk subscriptions;
  @Inject Clock clock;

  private HttpClient client;

  @PostConstruct
  void open() {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setIdleTimeout((int) settings.timeout().toSeconds() + 5)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxPoolSize(settings.parallelPerSubscription())
                .setMaxWaitQueueSize(settings.parallelPerSubscription())
                .setMaxHeaderSize(16_384)
                .setTracingPolicy(TracingPolicy.IGNORE));
  }

  void close(@Observes ShutdownEvent event) {
    resolvers.shutdownNow();
  }

  @Override
  public Kind kind() {
    return Kind.WEBHOOK;
  }

  @Override
  public int parallelPerTarget() {
    return settings.parallelPerSubscription();
  }

  @Override
  public CompletionStage<Outcome> send(Delivery delivery) {
    Optional<WebhookSubscription> subscription = subscriptions.find(delivery.subscriptionId());
    if (subscription.isEmpty() || !subscription.get().active()) {
      return CompletableFuture.completedFuture(
          Outcome.obsolete("the subscription is not active any more"));
    }
    return CompletableFuture.supplyAsync(() -> resolve(subscription.get()), resolvers)
        .thenCompose(
            resolved ->
                resolved.refusal() != null
                    ? CompletableFuture.completedFuture(resolved.refusal())
                    : post(delivery, subscription.get(), resolved.address()))
        .orTimeout(
            settings.connectTimeout().plus(settings.timeout()).plusSeconds(10).toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private record Resolved(TargetAddress address, Outcome refusal) {}

  private Resolved resolve(WebhookSubscription subscription) {
    try {
      return new Resolved(
          TargetAddress.of(subscription.url(), settings.allowPrivateNetworks()), null);
    } catch (TargetAddress.Refused e) {
      return new Resolved(null, Outcome.rejected(null, "The address " + e.getMessage()));
    } catch (TargetAddress.Unresolved e) {
      return new Resolved(null, Outcome.retry(null, e.getMessage(), null));
    }
  }

  private CompletionStage<Outcome> post(
      Delivery delivery, WebhookSubscription subscription, TargetAddress target) {
    Instant now = clock.instant();
    String id = delivery.id().toString();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(
                    new InetSocketAddress(target.address(), target.port())))
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.tls())
            .setURI(target.pathAndQuery())
            .setFollowRedirects(false)
            .setTimeout(settings.timeout().toMillis())
            .putHeader("content-type", "application/json")
            .putHeader("user-agent", "Heard")
            .putHeader("webhook-id", id)
            .putHeader("webhook-timestamp", Long.toString(now.getEpochSecond()))
            .putHeader("webhook-signature", subscription.sign(id, now, delivery.payload()));
    CompletableFuture<Outcome> exchange = new CompletableFuture<>();
    // on one event loop: attached from here, the last step could come after the answer has ended,
    // and a message that has arrived would count as failed
    vertx
        .getOrCreateContext()
        .runOnContext(
            loop ->
                client
                    .request(options)
                    .compose(request -> request.send(Buffer.buffer(delivery.payload())))
                    .map(this::outcome)
                    .onSuccess(exchange::complete)
                    .onFailure(exchange::completeExceptionally));
    return exchange;
  }

  private Outcome outcome(HttpClientResponse answer) {
    int[] bytes = {0};
    answer.handler(
        part -> {
          bytes[0] += part.length();
          if (bytes[0] > MOST_ANSWER_BYTES) {
            answer.request().connection().close();
          }
        });
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return Outcome.delivered(status);
    }
    String error = "The receiver answered " + status;
    if (status == GoneReceivers.GONE) {
      return Outcome.rejected(status, error);
    }
    return Outcome.retry(
        status, error, RetryAfter.parse(answer.getHeader("retry-after"), clock.instant()));
  }
}
