package io.heard.kit.paging;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items in the order of the list
 * @param next opaque cursor of the page that follows, null on the last
 */
public record Page<T>(List<T> items, String next) {

  /**
   * Makes a page of what a query for {@code limit + 1} rows found: the extra row only tells that
   * there is more.
   *
   * @param key the sort key of an item; the cursor continues after it
   */
  public static <T> Page<T> of(List<T> found, Limit limit, Function<T, Cursor> key) {
    if (found.size() <= limit.value()) {
      return new Page<>(found, null);
    }
    List<T> items = found.subList(0, limit.value());
    return new Page<>(List.copyOf(items), key.apply(items.get(items.size() - 1)).encode());
  }

  /** The page with other items of the same number, such as views of entities. */
  public <R> Page<R> map(Function<? super T, ? extends R> view) {
    return new Page<>(items.stream().<R>map(view).toList(), next);
  }

  /** The answer, with {@code Link: …; rel="next"} (RFC 8288) when there is more. */
  public Response answer(UriInfo uri) {
    Response.ResponseBuilder response = Response.ok(this);
    if (next != null) {
      response.header(
          "Link", "<" + uri.getRequestUri().getRawPath() + "?" + query(uri) + ">; rel=\"next\"");
    }
    return response.build();
  }

  /** The same question, for what follows. */
  private String query(UriInfo uri) {
    StringBuilder query = new StringBuilder();
    uri.getQueryParameters()
        .forEach(
            (name, values) -> {
              if (!name.equals("after")) {
                values.forEach(
                    value ->
                        query.append(encode(name)).append('=').append(encode(value)).append('&'));
              }
            });
    return query.append("after=").append(encode(next)).toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
