package io.heard.kit.idempotency;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Wraps the command, the key and the answer in one transaction. */
@Idempotent
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 150)
class IdempotentInterceptor {

  @Inject Idempotency idempotency;

  @AroundInvoke
  Object once(InvocationContext invocation) throws Exception {
    Optional<IdempotencyKey> key = idempotency.key();
    if (key.isEmpty()) {
      return invocation.proceed();
    }
    return idempotency.once(key.get(), () -> (Response) invocation.proceed());
  }
}
