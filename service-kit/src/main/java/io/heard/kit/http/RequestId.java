package io.heard.kit.http;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * {@code X-Request-Id}: taken over from the caller or made, kept in the log context and the ledger,
 * and given back. Also the first guard: a NUL character in the address is refused here, because
 * PostgreSQL would refuse it later and less kindly.
 */
@ApplicationScoped
public class RequestId {

  public static final String HEADER = "X-Request-Id";
  private static final String MDC_KEY = "requestId";
  private static final Pattern ACCEPTABLE = Pattern.compile("[\\x21-\\x7E]{1,128}");

  @Inject Clock clock;

  /** The id of the request being served, or null outside of one. */
  public static String current() {
    return (String) MDC.get(MDC_KEY);
  }

  @ServerRequestFilter(preMatching = true)
  void begin(ContainerRequestContext request) {
    String given = request.getHeaderString(HEADER);
    String id =
        given != null && ACCEPTABLE.matcher(given).matches()
            ? given
            : Uuid7.at(clock.instant()).toString();
    request.setProperty(MDC_KEY, id);
    MDC.put(MDC_KEY, id);
    for (Map.Entry<String, List<String>> parameter :
        request.getUriInfo().getQueryParameters().entrySet()) {
      for (String value : parameter.getValue()) {
        if (value.indexOf('\0') >= 0) {
          throw Problem.invalid(
              FieldError.query(parameter.getKey(), "nul", "must not contain the NUL character"));
        }
      }
    }
    if (request.getUriInfo().getPath().indexOf('\0') >= 0) {
      throw Problem.notFound("The address");
    }
  }

  @ServerResponseFilter
  void end(ContainerRequestContext request, ContainerResponseContext response) {
    Object id = request.getProperty(MDC_KEY);
    if (id != null) {
      response.getHeaders().putSingle(HEADER, id);
    }
    MDC.remove(MDC_KEY);
  }
}
