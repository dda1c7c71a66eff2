package io.heard.testkit.paths;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import io.restassured.RestAssured;

/** Every {@code @QuarkusTest} asks with {@link QuickPaths}. */
public final class UsesQuickPaths implements QuarkusTestBeforeClassCallback {

  @Override
  public void beforeClass(Class<?> testClass) {
    RestAssured.replaceFiltersWith(new QuickPaths());
  }
}
