package io.heard.local.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.local.Complaint;
import io.heard.local.Endpoint;
import io.heard.local.Settings;
import io.heard.local.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {

  @TempDir Path home;
  private Settings settings;
  private AotCache cache;

  @BeforeEach
  void built() throws IOException {
    settings = TestHome.create(home);
    cache = new AotCache(settings, Endpoint.TICKET);
  }

  private static String option(List<String> options, String name) {
    return options.stream()
        .filter(option -> option.startsWith(name))
        .map(option -> option.substring(name.length()))
        .findFirst()
        .orElseThrow();
  }

  /** What an assembly leaves, made under the name it would have used. */
  private void assembled() throws IOException {
    List<String> recorded = new AotCache(settings.forTraining(), Endpoint.TICKET).options();
    Files.writeString(
        Path.of(option(cache.assembly(recorded), "-XX:AOTCache=")), "classes and profiles");
  }

  @Test
  void withoutACache_theServiceStartsAsEver() throws IOException {
    assertThat(cache.options()).isEmpty();
    assertThat(cache.fits()).isFalse();
  }

  @Test
  void trainingRun_recordsIntoItsOwnData_whateverCacheThereIs() throws IOException {
    assembled();
    cache.take(0);
    List<String> options = new AotCache(settings.forTraining(), Endpoint.TICKET).options();
    assertThat(options).contains("-XX:AOTMode=record");
    assertThat(Path.of(option(options, "-XX:AOTConfiguration="))).startsWithRaw(settings.data());
  }

  @Test
  void assembly_isTheRecordedCommand_butMakesTheCache() {
    List<String> recorded =
        List.of("java", "-Xmx256m", "-XX:AOTMode=record", "-XX:AOTConfiguration=x", "-jar", "a");
    assertThat(cache.assembly(recorded))
        .containsSubsequence(
            "java", "-Xmx256m", "-XX:AOTMode=create", "-XX:AOTConfiguration=x", "-jar", "a")
        .doesNotContain("-XX:AOTMode=record");
  }

  @Test
  void cacheThatWasTaken_isUsed_whereJavaKnowsIt() throws IOException {
    assembled();
    cache.take(0);
    if (AotCache.supported()) {
      Path used = Path.of(option(cache.options(), "-XX:AOTCache="));
      assertThat(used).hasContent("classes and profiles");
    } else {
      assertThat(cache.options()).isEmpty();
    }
  }

  @Test
  void jarThatIsNewerThanTheCache_wantsAnother() throws IOException {
    assembled();
    cache.take(0);
    Path jar = settings.jar(Endpoint.TICKET);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
    assertThat(cache.fits()).isTrue();
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(cache.fits()).isFalse();
  }

  @Test
  void assemblyThatFails_orLeavesNothing_isSaid_andNothingIsUsed() throws IOException {
    assertThatThrownBy(() -> cache.take(0)).isInstanceOf(Complaint.class);
    assembled();
    assertThatThrownBy(() -> cache.take(1))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("ticket-service")
        .hasMessageContaining("exit code 1");
    assertThat(cache.options()).isEmpty();
  }
}
