package io.heard.tickets.calendar;

import io.heard.kit.http.ETags;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.function.Function;

/** How a {@link Versioned} thing is answered: with its version as entity tag. */
public final class ConfigurationAnswers {

  /** 201 with its address, which is made of the id because that never changes. */
  public static <D> Response created(
      String path, Versioned<D> created, Function<Versioned<D>, ?> view) {
    return Response.created(URI.create(path + "/" + created.id()))
        .header(HttpHeaders.ETAG, ETags.of(created.version()))
        .entity(view.apply(created))
        .build();
  }

  /** 200. */
  public static <D> Response found(Versioned<D> found, Function<Versioned<D>, ?> view) {
    return Response.ok(view.apply(found))
        .header(HttpHeaders.ETAG, ETags.of(found.version()))
        .build();
  }

  /** 304 if the client has this version already, else 200. */
  public static <D> Response found(
      Versioned<D> found, String ifNoneMatch, Function<Versioned<D>, ?> view) {
    return ETags.notModified(ifNoneMatch, found.version())
        ? Response.notModified().header(HttpHeaders.ETAG, ETags.of(found.version())).build()
        : found(found, view);
  }

  private ConfigurationAnswers() {}
}
