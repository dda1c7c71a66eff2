package io.heard.kit.json;

/**
 * The group of constraints that the clock decides, such as {@code @Future}. They are asked only of
 * bodies that are refused anyway, so that the refusal names everything at once: a body that is
 * right as such may be a repetition of one that was taken long ago, and is judged by whoever takes
 * it.
 */
public interface Timely {}
