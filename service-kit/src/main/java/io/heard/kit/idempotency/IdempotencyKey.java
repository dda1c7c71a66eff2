package io.heard.kit.idempotency;

/**
 * What makes two requests the same one.
 *
 * @param scope the caller; keys of different callers never meet
 * @param key header {@code Idempotency-Key}, 1 to 255 visible ASCII characters
 * @param request SHA-256 in hexadecimal over method, path with query, and body: the same key with
 *     another request is a mistake of the client's
 */
public record IdempotencyKey(String scope, String key, String request) {}
