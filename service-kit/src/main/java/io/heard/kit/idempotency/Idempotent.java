package io.heard.kit.idempotency;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource method that a client may safely repeat with the same {@code Idempotency-Key}: it takes
 * effect once and every repeat gets the first answer. The method must return a {@link
 * jakarta.ws.rs.core.Response}; key, effect and answer are committed in one transaction. Without
 * the header the method simply runs.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Idempotent {}
