package io.heard.tickets.follow;

import static io.heard.tickets.Http.column;
import static io.heard.tickets.Http.count;
import static io.heard.tickets.Http.execute;
import static io.heard.tickets.Http.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.tickets.Http;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every changed ticket is followed, whatever one of them does to it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ChangedTicketsTest {

  @Inject ChangedTickets changes;

  @AfterEach
  void reset() {
    TestClock.get().reset();
  }

  private static long words(UUID ticket) {
    return count("SELECT count(*) FROM ticket_text WHERE ticket_id = ?", ticket);
  }

  @Test
  void oneThatCannotBeFollowed_holdsUpNobody_andIsTriedAgain() {
    UUID broken = UUID.fromString(log(Map.of("subject", "broken")));
    await().until(() -> words(broken) == 1);
    await().until(() -> count("SELECT count(*) FROM ticket_changed") == 0);
    String lines =
        column("SELECT lines FROM report_contribution WHERE ticket_id = ?", broken).get(0);
    execute("UPDATE report_contribution SET lines = '7' WHERE ticket_id = ?", broken);
    execute("UPDATE ticket SET subject = 'still broken' WHERE id = ?", broken);
    UUID other = UUID.fromString(log(Map.of("subject", "whole")));
    await().until(() -> words(other) == 1);
    await()
        .until(
            () ->
                count(
                        "SELECT count(*) FROM ticket_changed WHERE ticket_id = ? AND attempts > 0",
                        broken)
                    > 0);
    execute("UPDATE report_contribution SET lines = ?::jsonb WHERE ticket_id = ?", lines, broken);
    TestClock.get().advance(Duration.ofMinutes(2));
    await()
        .until(() -> count("SELECT count(*) FROM ticket_changed WHERE ticket_id = ?", broken) == 0);
  }

  @Test
  void severalReplicasAtOnce_nothingTwiceOrNever() {
    String mark = "replica" + UUID.randomUUID().toString().substring(0, 8);
    Http.atOnce(
        6,
        thread ->
            IntStream.range(0, 30)
                .map(
                    i -> {
                      if (thread < 3) {
                        log(Map.of("subject", mark, "team", mark));
                      } else {
                        changes.batch();
                      }
                      return i;
                    })
                .sum());
    await().until(() -> count("SELECT count(*) FROM ticket_changed") == 0);
    assertThat(
            count(
                "SELECT count(*) FROM ticket_text x JOIN ticket t ON t.id = x.ticket_id WHERE t.owner_team = ?",
                mark))
        .isEqualTo(90);
    assertThat(
            count(
                "SELECT sum(n) FROM report_sum WHERE cube = 'TEAM' AND grain = 'D' AND measure = 'LOGGED' AND team = ?",
                mark))
        .isEqualTo(90);
    assertThat(count("SELECT count(*) FROM open_work WHERE team = ?", mark)).isEqualTo(90);
  }

  @Test
  void aSlowBatch_isNotFollowedByMinutesOfRest() {
    assertThat(ChangedTickets.rest(100, 0.05)).isEqualTo(1_900);
    assertThat(ChangedTickets.rest(30_000, 0.05)).isEqualTo(10_000);
  }
}
