package io.heard.kit;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The kit knows no domain, and its rooms have doors in one direction only. */
class RoomsTest {

  private static final JavaClasses KIT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.heard.kit");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "ticket|customer|alert|demand|complaint|escalat|breach|notification|feedback|handoff",
          Pattern.CASE_INSENSITIVE);

  @Test
  void packages_areFreeOfCycles() {
    slices().matching("io.heard.kit.(*)..").should().beFreeOfCycles().check(KIT);
  }

  @Test
  void kit_dependsOnNoOtherRoom() {
    assertThat(
            KIT.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getPackageName())
                .filter(name -> name.startsWith("io.heard.") && !name.startsWith("io.heard.kit")))
        .isEmpty();
  }

  @Test
  void noWordOfTheDomain_inNamesStringsOrMigrations() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      List<String> found =
          files.filter(Files::isRegularFile).flatMap(RoomsTest::domainWords).toList();
      assertThat(found).isEmpty();
    }
  }

  private static Stream<String> domainWords(Path file) {
    try {
      // comments may give examples; code may not know any
      String code =
          Files.readString(file).replaceAll("(?s)/\\*.*?\\*/|//[^\n]*|(?m)^\\s*(?:--|#)[^\n]*", "");
      Matcher matcher = DOMAIN.matcher(file.getFileName() + "\n" + code);
      return matcher.results().map(result -> file + ": " + result.group());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
