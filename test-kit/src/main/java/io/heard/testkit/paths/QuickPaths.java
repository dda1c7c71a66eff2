package io.heard.testkit.paths;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.hamcrest.Matcher;

/** Gives answers whose plain JSON paths are followed by {@link QuickJsonPath}. */
final class QuickPaths implements Filter {
  private static final List<Class<?>> KINDS =
      List.of(Response.class, ValidatableResponse.class, ExtractableResponse.class);

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext context) {
    Response answer = context.next(request, expected);
    return String.valueOf(answer.contentType()).contains("json") && !answer.asString().isEmpty()
        ? (Response) quick(answer, answer)
        : answer;
  }

  /** The same, and whatever it leads to, in all the forms REST Assured shows an answer in. */
  private static Object quick(Object form, Response answer) {
    Class<?>[] kinds =
        KINDS.stream().filter(kind -> kind.isInstance(form)).toArray(Class<?>[]::new);
    return kinds.length == 0
        ? form
        : Proxy.newProxyInstance(Response.class.getClassLoader(), kinds, new Form(form, answer));
  }

  private static final class Form implements InvocationHandler {
    private final Object form;
    private final Response answer;
    private QuickJsonPath json;

    private Form(Object form, Response answer) {
      this.form = form;
      this.answer = answer;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      String what = method.getName();
      if (what.equals("jsonPath") && arguments == null) {
        return json();
      }
      if (what.equals("path") && ((Object[]) arguments[1]).length == 0) {
        return json().get((String) arguments[0]);
      }
      if (what.equals("body") && holds(arguments)) {
        return proxy;
      }
      try {
        return quick(method.invoke(form, arguments), answer);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private JsonPath json() {
      if (json == null) {
        json = new QuickJsonPath(answer.asString());
      }
      return json;
    }

    /**
     * Whether it is a plain path with a matcher that matches; what does not is REST Assured's to
     * tell.
     */
    private boolean holds(Object[] arguments) {
      if (arguments == null
          || arguments.length != 3
          || !(arguments[0] instanceof String path)
          || !(arguments[1] instanceof Matcher<?> matcher)
          || ((Object[]) arguments[2]).length > 0) {
        return false;
      }
      json();
      Optional<QuickJsonPath.Found> found = json.find(path);
      return found.isPresent() && matcher.matches(found.get().value());
    }
  }
}
