package io.heard.kit.http;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be done at an address: an answer 405 has to say so (RFC 9110, section 15.5.6). */
@ApplicationScoped
public class AllowedMethods {

  /** A part of a path template that stands for anything, or for what its expression matches. */
  private static final Pattern VARIABLE =
      Pattern.compile("\\{\\s*[\\w.-]+\\s*(?::((?:[^{}]|\\{[^{}]*})+))?}");

  @Inject BeanManager beans;

  private final List<Route> routes = new ArrayList<>();

  private record Route(Pattern path, String method) {}

  @PostConstruct
  void collect() {
    for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
      Class<?> resource = bean.getBeanClass();
      if (resource.isAnnotationPresent(Path.class)) {
        for (Method method : resource.getMethods()) {
          add(resource.getAnnotation(Path.class).value(), method);
        }
      }
    }
  }

  private void add(String base, Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (verb != null) {
        Path below = method.getAnnotation(Path.class);
        String template = below == null ? base : base + "/" + below.value();
        routes.add(new Route(expression(template), verb.value()));
      }
    }
  }

  private static Pattern expression(String template) {
    StringBuilder expression = new StringBuilder();
    String path = ("/" + template).replaceAll("/+", "/");
    Matcher variable = VARIABLE.matcher(path);
    int from = 0;
    while (variable.find()) {
      expression.append(Pattern.quote(path.substring(from, variable.start())));
      String given = variable.group(1);
      expression.append(given == null ? "[^/]+" : "(?:" + given.strip() + ")");
      from = variable.end();
    }
    String rest = path.substring(from);
    return Pattern.compile(
        expression
            + Pattern.quote(rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest)
            + "/?");
  }

  /** The methods an address takes, as the header {@code Allow} lists them. */
  String at(String path) {
    Set<String> allowed = new TreeSet<>(Set.of(HttpMethod.OPTIONS));
    for (Route route : routes) {
      if (route.path().matcher(path).matches()) {
        allowed.add(route.method());
      }
    }
    if (allowed.contains(HttpMethod.GET)) {
      allowed.add(HttpMethod.HEAD);
    }
    return String.join(", ", allowed);
  }
}
