package io.heard.kit.json;

import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Takes the digest of every body that is read, JSON or not. */
@Provider
public class BodyDigestInterceptor implements ReaderInterceptor {

  @Inject BodyDigest digest;

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    byte[] body = context.getInputStream().readAllBytes();
    digest.take(body);
    context.setInputStream(new ByteArrayInputStream(body));
    return context.proceed();
  }
}
