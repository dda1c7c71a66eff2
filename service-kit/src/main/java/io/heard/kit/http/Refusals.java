package io.heard.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;

/** Answers with a problem what does not come as far as a resource. */
@ApplicationScoped
class Refusals {

  @Inject ObjectMapper json;

  /** Sends it; failed when it could not be sent. */
  Future<Void> answer(RoutingContext exchange, Problem problem) {
    try {
      HttpServerResponse response =
          exchange
              .response()
              .setStatusCode(problem.status())
              .putHeader(HttpHeaders.CONTENT_TYPE, ProblemMappers.MEDIA_TYPE);
      problem.headers().forEach(response::putHeader);
      return response.end(json.writeValueAsString(problem.body(exchange.request().path())));
    } catch (JsonProcessingException e) {
      return Future.failedFuture(e);
    }
  }
}
