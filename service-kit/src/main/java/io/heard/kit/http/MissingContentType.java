package io.heard.kit.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;

/**
 * A command without a {@code Content-Type}, such as {@code curl -X POST …/acknowledge}, is taken as
 * JSON: the empty body then counts as {@code {}}, and what is required is named instead of the
 * header.
 */
@ApplicationScoped
public class MissingContentType {

  private static final int EARLY = 9_000;
  private static final Set<HttpMethod> COMMANDS =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  void install(@Observes Filters filters) {
    filters.register(this::complete, EARLY);
  }

  private void complete(RoutingContext exchange) {
    HttpServerRequest request = exchange.request();
    if (COMMANDS.contains(request.method())
        && request.getHeader(HttpHeaders.CONTENT_TYPE) == null) {
      request.headers().set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
    }
    exchange.next();
  }
}
