/**
 * {@code ./run demo}: four true-to-life demands played against the running system over its public
 * REST interface, each step with the proof that the system itself gives.
 */
package io.heard.local.demo;
