package io.heard.notifications;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the rooms apart. */
@AnalyzeClasses(
    packages = "io.heard.notifications",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule features_haveNoCycles =
      slices().matching("io.heard.notifications.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ofHeard_onlyTheKit =
      classes()
          .should()
          .onlyDependOnClassesThat(
              DescribedPredicate.describe(
                  "belong to this service, the kit, or a library",
                  (JavaClass type) ->
                      !type.getPackageName().startsWith("io.heard.")
                          || type.getPackageName().startsWith("io.heard.notifications")
                          || type.getPackageName().startsWith("io.heard.kit")));

  @ArchTest
  static final ArchRule time_isInjected =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
