package io.heard.local.supervise;

/**
 * What the supervisor knows of a program.
 *
 * @param pid of the running process, or 0
 * @param restarts how often it was started again since the launcher began
 */
public record ProcessState(String name, Phase phase, long pid, int restarts) {}
