package io.heard.kit.http;

import io.heard.kit.problem.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Refuses addresses that nobody can read, with a reason: the framework would answer with a bare
 * status. Its own check is switched off ({@link Leniency}), its own limit lies above the one here.
 */
@ApplicationScoped
public class AddressCheck {

  private static final int AFTER_THE_REQUEST_ID = 9_900;
  private static final int BEFORE_ALL = Integer.MIN_VALUE;
  private static final int LONGEST = 8_192;

  @Inject Refusals refusals;

  void install(@Observes Filters filters) {
    filters.register(this::check, AFTER_THE_REQUEST_ID);
  }

  /**
   * What the router finds wrong by itself, such as a {@code Host} that is none; also where it does
   * so before any route, and asks none of them.
   */
  void install(@Observes Router router) {
    router
        .route()
        .order(BEFORE_ALL)
        .failureHandler(
            exchange -> {
              if (exchange.statusCode() == 400) {
                explain(exchange);
              } else {
                exchange.next();
              }
            });
    router.errorHandler(400, this::explain);
  }

  private void explain(RoutingContext exchange) {
    if (exchange.response().headWritten()) {
      exchange.next();
      return;
    }
    answer(
        exchange,
        new Problem(
            400,
            "malformed-request",
            "The request cannot be read",
            "Its address or its Host header is none (RFC 9110 section 7)."));
  }

  private void check(RoutingContext exchange) {
    String address = exchange.request().uri();
    if (address.length() > LONGEST) {
      answer(
          exchange,
          new Problem(
              414,
              "address-too-long",
              "Address too long",
              "An address has at most " + LONGEST + " characters; nothing was changed."));
      return;
    }
    Optional<String> mistake = mistake(address);
    if (mistake.isEmpty()) {
      exchange.next();
      return;
    }
    answer(
        exchange,
        new Problem(
            400,
            "malformed-address",
            "The address cannot be read",
            "It is none (RFC 3986): " + mistake.get() + "."));
  }

  private static Optional<String> mistake(String address) {
    try {
      new URI(address);
      return Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.of(e.getReason() + " from character " + (e.getIndex() + 1) + " on");
    }
  }

  private void answer(RoutingContext exchange, Problem problem) {
    refusals.answer(exchange, problem).onFailure(exchange::fail);
  }
}
