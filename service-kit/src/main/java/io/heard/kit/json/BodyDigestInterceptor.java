package io.heard.kit.json;

import io.heard.kit.http.BodyLimit;
import io.heard.kit.http.Upload;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.DigestInputStream;

/**
 * Reads every body, JSON or not, within the limit, and takes its digest. What is too large to be
 * held goes by as a stream.
 */
@Provider
public class BodyDigestInterceptor implements ReaderInterceptor {

  @Inject BodyLimit limit;
  @Inject BodyDigest digest;

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    if (context.getType() == Upload.class) {
      DigestInputStream body =
          new DigestInputStream(limit.upload(context.getInputStream()), BodyDigest.sha256());
      context.setInputStream(body);
      Object upload = context.proceed();
      digest.takeDigest(body.getMessageDigest().digest());
      return upload;
    }
    byte[] body = limit.read(context.getInputStream());
    digest.take(body);
    context.setInputStream(new ByteArrayInputStream(body));
    return context.proceed();
  }
}
