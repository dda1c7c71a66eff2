package io.heard.customers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.heard.customers",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule dependsOnNothingOfHeardButTheKit =
      noClasses()
          .should()
          .dependOnClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "belong to another part of Heard",
                  type ->
                      type.getPackageName().startsWith("io.heard.")
                          && !type.getPackageName().startsWith("io.heard.customers")
                          && !type.getPackageName().startsWith("io.heard.kit")));

  @ArchTest
  static final ArchRule featuresDoNotGoInCircles =
      slices().matching("io.heard.customers.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule everyClassBelongsToAFeature =
      classes().should().resideInAPackage("io.heard.customers.*..");

  @ArchTest
  static final ArchRule timeComesFromTheClock =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
