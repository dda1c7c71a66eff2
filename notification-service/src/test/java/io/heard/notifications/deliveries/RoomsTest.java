package io.heard.notifications.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who is slow or fails takes only a share. */
class RoomsTest {

  private static final String MAIL = Deliveries.MAIL_TARGET;

  private final Rooms rooms = new Rooms(64, 4, 4);

  private void fail(int targets) {
    for (int i = 0; i < targets; i++) {
      rooms.enter("dead " + i);
      rooms.leave("dead " + i, true);
    }
  }

  @Test
  void nobodyThere_allMayCome_butRoomForMailIsLeft() {
    DeliveryRows.Room room = rooms.free();
    assertThat(room.total()).isEqualTo(60);
    assertThat(room.freeByTarget()).isEmpty();
  }

  @Test
  void webhooksEverywhere_mailFindsRoom() {
    for (int i = 0; i < 15; i++) {
      for (int j = 0; j < 4; j++) {
        rooms.enter("slow " + i);
      }
    }
    DeliveryRows.Room room = rooms.free();
    assertThat(room.webhook()).isZero();
    assertThat(room.mail()).isEqualTo(4);
    assertThat(room.total()).isEqualTo(4);
    assertThat(room.freeByTarget().values()).containsOnly(0);
    rooms.enter(MAIL);
    assertThat(rooms.free().freeByTarget()).containsEntry(MAIL, 3);
    assertThat(rooms.underWay()).isEqualTo(61);
  }

  @Test
  void whoFailsGetsOneAttemptAtATime_allOfThemAQuarter() {
    fail(100);
    DeliveryRows.Room room = rooms.free();
    assertThat(room.freeByTarget().values().stream().mapToInt(each -> each).sum()).isEqualTo(16);
    room.freeByTarget().forEach((target, free) -> enter(target, free));
    assertThat(rooms.free().freeByTarget().values()).as("no more of them").containsOnly(0);
    assertThat(rooms.free().webhook()).as("all others as ever").isEqualTo(4);
  }

  private void enter(String target, int times) {
    for (int i = 0; i < times; i++) {
      rooms.enter(target);
    }
  }

  @Test
  void everyFailingTargetHasItsTurn() {
    fail(50);
    Set<String> tried = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      rooms
          .free()
          .freeByTarget()
          .forEach(
              (target, free) -> {
                if (free > 0) {
                  tried.add(target);
                }
              });
    }
    assertThat(tried).hasSize(50);
  }

  @Test
  void whoAnswersAgain_isAsBefore() {
    fail(1);
    assertThat(rooms.free().freeByTarget()).containsEntry("dead 0", 1);
    rooms.enter("dead 0");
    rooms.leave("dead 0", false);
    assertThat(rooms.free().freeByTarget()).isEmpty();
  }

  @Test
  void aMailThatFails_isNoReasonToHoldBackTheOthers() {
    rooms.enter(MAIL);
    rooms.leave(MAIL, true);
    assertThat(rooms.free().freeByTarget()).isEmpty();
  }
}
