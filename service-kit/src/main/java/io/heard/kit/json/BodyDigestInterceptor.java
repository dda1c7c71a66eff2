package io.heard.kit.json;

import io.heard.kit.http.BodyLimit;
import io.heard.kit.http.Upload;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.Set;

/**
 * Reads every body, JSON or not, within the limit, and takes its digest. What is too large to be
 * held goes by as a stream. An object is read from JSON only, whatever the resource says of what it
 * takes: the readers that come with the framework make one of any text, past every check.
 */
@Provider
public class BodyDigestInterceptor implements ReaderInterceptor {

  private static final Set<Class<?>> AS_IT_CAME =
      Set.of(Upload.class, byte[].class, InputStream.class, String.class);

  private static final Set<String> JSON =
      Set.of(MediaType.APPLICATION_JSON, StrictJsonReader.MERGE_PATCH);

  @Inject BodyLimit limit;
  @Inject BodyDigest digest;

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    if (!AS_IT_CAME.contains(context.getType()) && !isJson(context.getMediaType())) {
      throw new NotSupportedException();
    }
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

  private static boolean isJson(MediaType type) {
    return type != null && JSON.contains(type.getType() + "/" + type.getSubtype());
  }
}
