package io.heard.kit.http;

import io.heard.kit.paging.Limit;
import io.heard.kit.problem.Mistakes;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses what no query may hold: a NUL character, which PostgreSQL cannot take; and, when
 * something is read with a token, a parameter that is not known there: a filter misspelt would be
 * none and show too much; and one given twice that takes a single value. What anybody may follow a
 * link to (status pages, calendars) stays tolerant, since mail programs add parameters of their
 * own, and so do streams of events, whose clients do. All of it is named at once, and a wrong
 * {@code limit} with it.
 */
@ApplicationScoped
public class QueryGuard {

  private static final String LIMIT = "limit";

  private final Map<Method, Rule> rules = new ConcurrentHashMap<>();

  /**
   * What holds for a resource method.
   *
   * @param tolerant whether any parameter may come, and come again
   * @param several the known ones that may be given more than once
   */
  private record Rule(
      boolean checksItself,
      boolean limited,
      boolean tolerant,
      Set<String> known,
      String[] several) {

    static Rule of(Method method, Class<?> resource) {
      boolean anybody =
          Arrays.<AnnotatedElement>asList(method, resource).stream()
              .anyMatch(place -> place.isAnnotationPresent(PermitAll.class));
      Produces type = method.getAnnotation(Produces.class);
      boolean stream = type != null && List.of(type.value()).contains(MediaType.SERVER_SENT_EVENTS);
      Set<String> known =
          parameters(method).map(Rule::name).collect(Collectors.toUnmodifiableSet());
      String[] several =
          parameters(method)
              .filter(parameter -> Collection.class.isAssignableFrom(parameter.getType()))
              .map(Rule::name)
              .toArray(String[]::new);
      return new Rule(
          method.isAnnotationPresent(ChecksQuery.class),
          known.contains(LIMIT),
          anybody || stream,
          known,
          several);
    }

    private static Stream<Parameter> parameters(Method method) {
      return Arrays.stream(method.getParameters())
          .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class));
    }

    private static String name(Parameter parameter) {
      return parameter.getAnnotation(QueryParam.class).value();
    }

    Set<String> single() {
      return known.stream()
          .filter(name -> !List.of(several).contains(name))
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /** 400 naming every parameter that cannot be. */
  @ServerRequestFilter
  public void check(ContainerRequestContext request, ResourceInfo resource) {
    MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
    if (query.isEmpty()) {
      return;
    }
    Rule rule =
        rules.computeIfAbsent(
            resource.getResourceMethod(), method -> Rule.of(method, resource.getResourceClass()));
    if (rule.checksItself()) {
      return;
    }
    Mistakes mistakes = new Mistakes();
    if (rule.tolerant()) {
      mistakes.nul(query);
    } else if (isReading(request)) {
      mistakes.unknown(query, rule.known(), rule.several());
    } else {
      mistakes.repeated(query, rule.single()).nul(query);
    }
    boolean emptyLimit = "".equals(query.getFirst(LIMIT));
    // an empty one reaches the resource as none
    if (rule.limited() && (emptyLimit || !mistakes.errors().isEmpty())) {
      mistakes.in(() -> Limit.of(query.getFirst(LIMIT)));
    }
    mistakes.refuse();
  }

  private static boolean isReading(ContainerRequestContext request) {
    return HttpMethod.GET.equals(request.getMethod())
        || HttpMethod.HEAD.equals(request.getMethod());
  }
}
