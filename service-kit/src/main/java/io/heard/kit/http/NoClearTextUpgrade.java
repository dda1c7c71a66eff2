package io.heard.kit.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Without TLS only HTTP/1.1 is spoken; HTTP/2 where TLS negotiates it. A client that offers to
 * upgrade to HTTP/2 in clear text, as Java's does with its first request, is answered in HTTP/1.1,
 * which RFC 9110 (7.8) allows; RFC 9113 (3.1) has given that upgrade up. With compression and
 * answers from other threads Vert.x begins its HTTP/2 frames wrongly now and then: one first answer
 * in fifty was broken off, or never ended.
 */
@ApplicationScoped
public class NoClearTextUpgrade implements HttpServerOptionsCustomizer {

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
