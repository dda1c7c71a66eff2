package io.heard.local.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.local.Complaint;
import io.heard.local.Endpoint;
import io.heard.local.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {
  @TempDir Path data;

  @Test
  void refusesADiskWithLessThanTheLimit() {
    assertThatThrownBy(() -> new DiskCheck(data, Long.MAX_VALUE).check())
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("The disk is nearly full")
        .hasMessageContaining(data.toString())
        .hasMessageContaining("--data");
  }

  @Test
  void aLimitThatIsNoNumberIsSaidInsteadOfThrown() {
    for (String given : new String[] {"abc", "", "1.5", "1e9", "99999999999999999999"}) {
      assertThatThrownBy(() -> DiskCheck.limit(given))
          .isInstanceOf(Complaint.class)
          .hasMessageContaining("HEARD_MIN_FREE_MB")
          .hasMessageContaining("'" + given + "'");
    }
    assertThat(DiskCheck.limit("700")).isEqualTo(700);
  }

  @Test
  void refusesADiskOnWhichAWriteFails() throws Exception {
    Files.createSymbolicLink(data.resolve(".write-probe"), Path.of("/dev/full"));

    assertThatThrownBy(() -> new DiskCheck(data, 0).check())
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("Cannot write to " + data)
        .hasMessageContaining("No space left on device");
  }

  @Test
  void leavesNothingBehindWhenThereIsRoom() throws Exception {
    assertThatCode(() -> new DiskCheck(data, 1).check()).doesNotThrowAnyException();

    assertThat(data).isEmptyDirectory();
  }

  @Test
  void refusesADataDirectoryThatCannotBeMade() throws Exception {
    Path file = Files.createFile(data.resolve("file"));

    assertThatThrownBy(() -> Preflight.checkData(file.resolve("data")))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("Cannot make the data directory")
        .hasMessageContaining("--data DIR");
  }

  @Test
  void refusesTheFilesOfAnotherPostgres() throws Exception {
    Path cluster = Files.createDirectories(data.resolve("postgres/data"));
    Files.writeString(cluster.resolve("PG_VERSION"), "16\n");

    assertThatThrownBy(() -> Preflight.check(new Settings(data, data, Endpoint.freePorts())))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("was made by PostgreSQL 16")
        .hasMessageContaining("PostgreSQL 18.6")
        .hasMessageContaining("pg_dump");
  }
}
