package io.heard.kit.http;

import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * {@code X-Request-Id}: taken over from the caller or made, kept in the log context, the ledger and
 * the events, and given back with every answer, whoever gives it. Also the first guard: a NUL
 * character in the path is refused here, because PostgreSQL would refuse it later and less kindly;
 * those in the query are {@link QueryGuard}'s.
 */
@ApplicationScoped
public class RequestId {

  public static final String HEADER = "X-Request-Id";
  private static final String MDC_KEY = "requestId";
  private static final Pattern ACCEPTABLE = Pattern.compile("[\\x21-\\x7E]{1,128}");
  private static final int BEFORE_EVERYTHING = 10_000;

  @Inject Clock clock;

  /** The id of the request being served, or null outside of one. */
  public static String current() {
    return (String) MDC.get(MDC_KEY);
  }

  /** Makes the id of an earlier request current, for work that it caused, until closed. */
  public static Carried carry(String id) {
    String before = current();
    set(id);
    return () -> set(before);
  }

  private static void set(String id) {
    if (id == null) {
      MDC.remove(MDC_KEY);
    } else {
      MDC.put(MDC_KEY, id);
    }
  }

  /** A request id lent to the present thread. */
  public interface Carried extends AutoCloseable {
    @Override
    void close();
  }

  void install(@Observes Filters filters) {
    filters.register(this::begin, BEFORE_EVERYTHING);
  }

  private void begin(RoutingContext exchange) {
    String given = exchange.request().getHeader(HEADER);
    String id =
        given != null && ACCEPTABLE.matcher(given).matches()
            ? given
            : Uuid7.at(clock.instant()).toString();
    MDC.put(MDC_KEY, id);
    exchange.response().putHeader(HEADER, id);
    exchange.next();
  }

  @ServerRequestFilter(preMatching = true)
  public void refuseNul(ContainerRequestContext request) {
    if (request.getUriInfo().getPath().indexOf('\0') >= 0) {
      throw Problem.notFound("The address");
    }
  }
}
