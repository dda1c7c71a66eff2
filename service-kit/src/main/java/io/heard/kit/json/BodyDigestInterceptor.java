package io.heard.kit.json;

import io.heard.kit.http.BodyLimit;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Reads every body, JSON or not, within the limit, and takes its digest. */
@Provider
public class BodyDigestInterceptor implements ReaderInterceptor {

  @Inject BodyLimit limit;
  @Inject BodyDigest digest;

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    byte[] body = limit.read(context.getInputStream());
    digest.take(body);
    context.setInputStream(new ByteArrayInputStream(body));
    return context.proceed();
  }
}
