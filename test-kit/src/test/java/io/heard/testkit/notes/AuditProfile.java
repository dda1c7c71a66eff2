package io.heard.testkit.notes;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** An audit that soon makes up its mind. */
public class AuditProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "heard.audit.every", "100ms",
        "heard.audit.tolerance", "1500ms",
        "heard.audit.walk", "200",
        "heard.audit.share-when-busy", "1",
        "heard.heartbeats.every", "500ms");
  }
}
