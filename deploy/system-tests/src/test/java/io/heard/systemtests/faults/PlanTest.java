package io.heard.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.systemtests.faults.Fault.Impact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A plan can be played again, and over time everything on the menu is drawn. */
class PlanTest {
  private static final int STEPS = 40;

  @Test
  void theSameSeedMakesTheSamePlan() {
    assertThat(Plan.of(7, STEPS)).isEqualTo(Plan.of(7, STEPS));
    assertThat(Plan.of(7, STEPS)).isNotEqualTo(Plan.of(8, STEPS));
  }

  @Test
  void aLongerPlanBeginsLikeAShorterOne() {
    assertThat(Plan.of(7, STEPS).steps().subList(0, 5)).isEqualTo(Plan.of(7, 5).steps());
  }

  @Test
  void everyKindComesBeforeAnyComesAgain() {
    List<Menu.Kind> left = new ArrayList<>(Menu.all());
    Random random = new Random(7);
    Set<String> drawn = new HashSet<>();
    while (!left.isEmpty()) {
      drawn.add(Menu.take(left, random).name());
    }
    assertThat(drawn).hasSameSizeAs(Menu.all());
  }

  /** If this fails because the menu has changed, look for other seeds for the short set. */
  @Test
  void theShortSetDrawsEveryKind() {
    List<Fault> drawn =
        Seeds.SHORT.stream()
            .flatMap(seed -> Plan.of(seed, Seeds.STEPS).steps().stream())
            .flatMap(step -> step.faults().stream())
            .toList();

    assertThat(drawn.stream().map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(
            Kill.class,
            Hang.class,
            Lose.class,
            KillUnsent.class,
            RollingRestart.class,
            BadLine.class,
            MachineClockJump.class,
            DatabaseClockJump.class,
            FullDisk.class);
    assertThat(drawn.stream().filter(BadLine.class::isInstance).map(BadLine.class::cast))
        .extracting(BadLine::trouble)
        .contains(BadLine.Trouble.values());
    assertThat(drawn.stream().map(Fault::toString))
        .contains("kill -9 postgres", "hang postgres")
        .anyMatch(text -> text.startsWith("lose broker"))
        .anyMatch(text -> text.startsWith("lose ticket-service"))
        .anyMatch(text -> text.startsWith("SLOW between ticket-service"));
  }

  @Test
  void eachImpactIsDrawnAndTwoFaultsAtOnceAreToo() {
    List<Plan.Step> steps =
        LongStream.range(0, 50)
            .boxed()
            .flatMap(seed -> Plan.of(seed, STEPS).steps().stream())
            .toList();

    assertThat(steps.stream().map(Plan.Step::impact)).contains(Impact.values());
    assertThat(steps).anyMatch(step -> step.faults().size() == 2);
  }
}
