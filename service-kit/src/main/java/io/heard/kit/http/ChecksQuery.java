package io.heard.kit.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a resource method that names everything that is wrong with its query itself and at once,
 * unknown parameters and NUL characters included ({@link io.heard.kit.problem.Mistakes#unknown}):
 * {@link QueryGuard} leaves it alone.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ChecksQuery {}
