package io.heard.kit.http;

import io.heard.kit.problem.Problem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Refuses bodies over {@code heard.http.max-body} with 413 and a problem: at once when their length
 * is announced, otherwise when it is reached. The server's own limit, which answers without a word,
 * lies above it.
 */
@ApplicationScoped
public class BodyLimit {

  private static final int AFTER_THE_REQUEST_ID = 9_000;
  private static final Logger LOG = Logger.getLogger(BodyLimit.class);
  private static final int SMALL = 65_536;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final long LINGER_MILLIS = 2_000;

  @Inject Refusals refusals;
  @Inject Admission admission;
  @Inject AdmissionSettings settings;
  @Inject MeterRegistry metrics;

  private final AtomicInteger arriving = new AtomicInteger();
  private final AtomicLong held = new AtomicLong();

  @ConfigProperty(name = "heard.http.max-body")
  MemorySize limit;

  /** Of a body that is taken as an {@link Upload}. */
  @ConfigProperty(name = "heard.http.max-upload")
  MemorySize uploadLimit;

  /** Addresses where such bodies come in; none by default. */
  @ConfigProperty(name = "heard.http.upload-paths")
  Optional<Pattern> uploadPaths;

  void install(@Observes Filters filters) {
    filters.register(this::checkAnnounced, AFTER_THE_REQUEST_ID);
    Gauge.builder("heard.admission.arriving", arriving, AtomicInteger::get)
        .description("Small bodies on their way, before a request is admitted")
        .register(metrics);
    Gauge.builder("heard.admission.held", held, AtomicLong::get)
        .description("What small bodies take until their requests are answered")
        .baseUnit("bytes")
        .register(metrics);
  }

  /** The whole body, or 413. */
  public byte[] read(InputStream body) throws IOException {
    int most = Math.toIntExact(limit.asLongValue());
    byte[] bytes = body.readNBytes(most);
    if (bytes.length == most && body.read() >= 0) {
      throw tooLarge(most);
    }
    return bytes;
  }

  /** The body of an upload, which breaks off with 413 beyond its limit. */
  public InputStream upload(InputStream body) {
    long most = uploadLimit.asLongValue();
    return new LimitedStream(body, most, () -> tooLarge(most));
  }

  private long limitOf(RoutingContext exchange) {
    boolean upload =
        exchange.request().method().equals(HttpMethod.POST)
            && uploadPaths
                .filter(path -> path.matcher(exchange.request().path()).matches())
                .isPresent();
    return upload ? uploadLimit.asLongValue() : limit.asLongValue();
  }

  public void checkAnnounced(RoutingContext exchange) {
    long length = length(exchange);
    // over HTTP/2 a request that has been read cannot be handed on
    if (length > 0 && length <= SMALL && exchange.request().version() != HttpVersion.HTTP_2) {
      readAhead(exchange, length);
      return;
    }
    long most = limitOf(exchange);
    if (length <= most) {
      exchange.next();
      return;
    }
    letItFinish(exchange);
    refusals
        .answer(exchange, tooLarge(most).header("Connection", "close"))
        .onFailure(exchange::fail);
  }

  /**
   * Takes a small body before a thread is given to the request, so that none waits for it; not for
   * ever, and not for any number of clients.
   */
  private void readAhead(RoutingContext exchange, long length) {
    if (arriving.incrementAndGet() > settings.bodies()
        || held.get() + length > settings.bodyMemory().asLongValue()) {
      arriving.decrementAndGet();
      admission.refuse(exchange);
      return;
    }
    held.addAndGet(length);
    exchange.addEndHandler(over -> held.addAndGet(-length));
    AtomicBoolean done = new AtomicBoolean();
    long alarm =
        exchange
            .vertx()
            .setTimer(
                Math.max(1, settings.bodyWithin().toMillis()),
                rang -> {
                  if (done.compareAndSet(false, true)) {
                    arriving.decrementAndGet();
                    tooSlow(exchange);
                  }
                });
    exchange
        .request()
        .body()
        .onSuccess(
            body -> {
              if (!done.compareAndSet(false, true)) {
                return;
              }
              arriving.decrementAndGet();
              exchange.vertx().cancelTimer(alarm);
              ((RoutingContextInternal) exchange).setBody(body);
              exchange.next();
            })
        .onFailure(
            broken -> {
              if (!done.compareAndSet(false, true)) {
                return;
              }
              arriving.decrementAndGet();
              exchange.vertx().cancelTimer(alarm);
              if (exchange.response().closed()) {
                LOG.debugf("The caller of %s hung up: %s", exchange.request().path(), broken);
              } else {
                exchange.fail(broken);
              }
            });
    exchange.request().resume();
  }

  private void tooSlow(RoutingContext exchange) {
    Problem problem =
        new Problem(
            408,
            "too-slow",
            "Request time-out",
            "The body did not arrive within " + settings.bodyWithin().toSeconds() + " s.");
    refusals
        .answer(exchange, problem.header("Connection", "close"))
        .onComplete(sent -> exchange.request().connection().close());
  }

  /** Whether a body comes that is not read yet: a thread will wait for it. */
  static boolean isOnItsWay(RoutingContext exchange) {
    long length = length(exchange);
    boolean unknownLength =
        exchange.request().getHeader(HttpHeaders.CONTENT_LENGTH) == null
            && exchange.request().getHeader("Transfer-Encoding") != null;
    return length > SMALL || unknownLength;
  }

  /**
   * A client that is still sending when the connection closes never sees the answer: what comes is
   * thrown away for a while.
   */
  private static void letItFinish(RoutingContext exchange) {
    HttpServerRequest request = exchange.request();
    exchange.vertx().setTimer(LINGER_MILLIS, late -> request.connection().close());
    request.handler(
        discarded -> {
          // not worth keeping
        });
    request.endHandler(all -> request.connection().close());
    request.exceptionHandler(gone -> request.connection().close());
    request.resume();
  }

  private static long length(RoutingContext exchange) {
    String announced = exchange.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return announced != null && NUMBER.matcher(announced).matches() ? Long.parseLong(announced) : 0;
  }

  private static Problem tooLarge(long most) {
    return new Problem(
        413,
        "too-large",
        "Content too large",
        "The body is larger than the " + most + " bytes accepted here.");
  }
}
