package io.heard.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.local.Complaint;
import io.heard.local.Endpoint;
import io.heard.local.Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
  @TempDir Path home;

  @Test
  void aSecondLauncherIsToldWhoHasTheDirectory() throws Exception {
    Settings settings = new Settings(home, home.resolve("data"), Endpoint.freePorts());
    try (DataLock first = DataLock.take(settings)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> DataLock.take(settings))
          .isInstanceOf(Complaint.class)
          .hasMessageContaining("already runs on " + settings.data())
          .hasMessageContaining("pid " + ProcessHandle.current().pid())
          .hasMessageContaining("--data");
    }
    try (DataLock afterwards = DataLock.take(settings)) {
      assertThat(afterwards).isNotNull();
    }
  }
}
