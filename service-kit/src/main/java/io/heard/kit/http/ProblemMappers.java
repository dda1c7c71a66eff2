package io.heard.kit.http;

import io.heard.kit.problem.Causes;
import io.heard.kit.problem.Passing;
import io.heard.kit.problem.Problem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.multipart.FormEncodedDataDefinition;

/**
 * Turns whatever is thrown into {@code application/problem+json}; nothing leaves as a bare status
 * or a stack trace.
 */
@ApplicationScoped
public class ProblemMappers {

  public static final String MEDIA_TYPE = "application/problem+json";
  private static final int FRAMES_TO_A_FORM = 6;
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @Inject AllowedMethods allowed;

  @ServerExceptionMapper
  public Response problem(Problem problem, HttpServerRequest request) {
    return answer(problem, request);
  }

  @ServerExceptionMapper
  public Response http(WebApplicationException e, HttpServerRequest request) {
    Response original = e.getResponse();
    int status = original.getStatus();
    if (status < 400) {
      return original;
    }
    Response.Status known = Response.Status.fromStatusCode(status);
    String title = known == null ? "Refused" : known.getReasonPhrase();
    Problem problem = new Problem(status, "http-" + status, title, detail(status, request));
    String retryAfter = original.getHeaderString(HttpHeaders.RETRY_AFTER);
    if (retryAfter != null) {
      problem.header(HttpHeaders.RETRY_AFTER, retryAfter);
    }
    if (status == 405) {
      problem.header(HttpHeaders.ALLOW, allowed.at(request.path()));
    }
    return answer(problem, request);
  }

  @ServerExceptionMapper(priority = Priorities.USER - 1)
  public Response unauthenticated(UnauthorizedException e, HttpServerRequest request) {
    return answer(unauthenticated(), request);
  }

  @ServerExceptionMapper(priority = Priorities.USER - 1)
  public Response badToken(AuthenticationFailedException e, HttpServerRequest request) {
    return answer(unauthenticated(), request);
  }

  @ServerExceptionMapper(priority = Priorities.USER - 1)
  public Response forbidden(ForbiddenException e, HttpServerRequest request) {
    return answer(
        new Problem(
            403,
            "forbidden",
            "Forbidden",
            "The token is valid, but none of its roles allows this."),
        request);
  }

  @ServerExceptionMapper
  public Response database(PersistenceException e, HttpServerRequest request) {
    return unexpected(e, request);
  }

  @ServerExceptionMapper
  public Response anything(Throwable e, HttpServerRequest request) {
    return unexpected(e, request);
  }

  private Response unexpected(Throwable e, HttpServerRequest request) {
    Optional<Problem> passing = passing(e);
    if (passing.isPresent()) {
      LOG.warnf(
          "%s %s answered %d: %s",
          request.method(), request.path(), passing.get().status(), Causes.root(e).getMessage());
      return answer(passing.get(), request);
    }
    LOG.errorf(e, "%s %s failed", request.method(), request.path());
    return answer(
        new Problem(
            500,
            "internal-error",
            "Internal error",
            "Something went wrong on our side; nothing was changed. Quote request "
                + RequestId.current()
                + "."),
        request);
  }

  /**
   * Faults that go away by themselves are said as such, so that a client retries instead of giving
   * up.
   */
  private static Optional<Problem> passing(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof Problem problem) {
        return Optional.of(problem);
      }
      if (t instanceof HttpClosedException) {
        return Optional.of(
            new Problem(
                400, "broken-off", "Request broken off", "The connection ended within the body."));
      }
    }
    if (isOfAForm(e)) {
      return Optional.of(
          new Problem(
              400,
              "unreadable-form",
              "The form cannot be read",
              "It holds escapes that are none (RFC 3986 section 2.1), or more than 1000 fields; nothing was changed."));
    }
    if (Passing.isContention(e)) {
      return Optional.of(
          Problem.conflict("busy", "Somebody else is changing the same thing right now; try again.")
              .header(HttpHeaders.RETRY_AFTER, "1"));
    }
    if (Passing.isOutage(e)) {
      return Optional.of(
          new Problem(
                  503,
                  "unavailable",
                  "Temporarily unavailable",
                  "The database cannot be reached right now; try again.")
              .header(HttpHeaders.RETRY_AFTER, "2"));
    }
    return Optional.empty();
  }

  /** Whether reading a form has failed; the framework throws bare runtime exceptions for that. */
  private static boolean isOfAForm(Throwable e) {
    return Arrays.stream(e.getStackTrace())
        .limit(FRAMES_TO_A_FORM)
        .anyMatch(
            frame -> frame.getClassName().startsWith(FormEncodedDataDefinition.class.getName()));
  }

  private static String detail(int status, HttpServerRequest request) {
    return switch (status) {
      case 404 -> "There is nothing at " + request.path() + ".";
      case 405 -> request.method() + " is not possible here.";
      case 406 -> "This can only be answered as application/json.";
      case 415 ->
          "The Content-Type of the body is not one that is taken here; nearly everywhere it is application/json.";
      default -> "The request was refused with status " + status + ".";
    };
  }

  private static Problem unauthenticated() {
    return new Problem(
            401,
            "unauthenticated",
            "Unauthenticated",
            "A valid bearer token is required (Authorization: Bearer …).")
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
  }

  private static Response answer(Problem problem, HttpServerRequest request) {
    Response.ResponseBuilder response =
        Response.status(problem.status()).type(MEDIA_TYPE).entity(problem.body(request.path()));
    problem.headers().forEach(response::header);
    return response.build();
  }
}
