package io.heard.systemtests.fleet;

import java.io.IOException;

/** The disk under the databases, which can be full. */
public interface Disk extends AutoCloseable {

  /** From now on nothing more fits. */
  void fill() throws IOException, InterruptedException;

  /** There is room again. */
  void free() throws IOException, InterruptedException;

  @Override
  void close() throws IOException, InterruptedException;
}
