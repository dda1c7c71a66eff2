package io.heard.tickets;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Test;

/** The rooms of this service and the doors between them. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.heard.tickets");

  @Test
  void featuresAreFreeOfCycles() {
    slices().matching("io.heard.tickets.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingOfOtherServices() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.heard.customers..", "io.heard.notifications..")
        .check(CLASSES);
  }

  @Test
  void resourcesSpeakHttpOnly() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Resource")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(EntityManager.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void clocksKnowNothingOfTickets() {
    noClasses()
        .that()
        .resideInAPackage("..clock..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..ticket..", "..directory..", "..customer..")
        .check(CLASSES);
  }

  @Test
  void timeIsInjected() {
    noClasses()
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }
}
