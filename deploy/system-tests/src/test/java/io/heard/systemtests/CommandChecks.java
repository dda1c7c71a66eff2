package io.heard.systemtests;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.heard.systemtests.fleet.Fleet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every acknowledged command is there once, nothing unacknowledged is there twice. */
final class CommandChecks {
  private final Outcome outcome;

  CommandChecks(Outcome outcome) {
    this.outcome = outcome;
  }

  void nothingIsRefusedThatIsRight() {
    assertThat(outcome.tally().surprises()).isEmpty();
    assertThat(outcome.demands()).as("work was done").hasSizeGreaterThan(Load.CLERKS);
  }

  void everyAcknowledgedDemandIsThereOnce() throws Exception {
    Map<String, Set<String>> idsByKey =
        outcome.database("tickets").rows("select external_ref, id from ticket").stream()
            .collect(groupingBy(row -> row.get(0), mapping(row -> row.get(1), toSet())));
    for (Demand demand : outcome.demands()) {
      Set<String> there = idsByKey.getOrDefault(demand.key(), Set.of());
      if (demand.id().isPresent()) {
        assertThat(there).as("tickets of demand " + demand.key()).isEqualTo(demand.ids());
      }
      assertThat(there).as("tickets of demand " + demand.key()).hasSizeLessThan(2);
    }
    assertThat(idsByKey.keySet())
        .as("nothing that nobody has logged")
        .isSubsetOf(outcome.demands().stream().map(Demand::key).collect(toSet()));
    List<String> shown =
        outcome.ticketReader().all("/v1/tickets?sort=-logged").stream()
            .map(ticket -> ticket.get("id").asText())
            .toList();
    assertThat(shown)
        .as("the list shows each once")
        .containsExactlyInAnyOrderElementsOf(
            idsByKey.values().stream().flatMap(Set::stream).toList());
  }

  void repeatingAKeyGivesTheFirstAnswer() throws Exception {
    Map<String, List<Ledger.Entry>> histories = outcome.tickets().byAggregate();
    Map<String, Client> clerks = new HashMap<>();
    for (String clerk : Load.clerks()) {
      clerks.put(clerk, outcome.client(Fleet.TICKETS, clerk, Load.ROLES));
    }
    long before = outcome.database("tickets").count("select count(*) from ticket");
    Together.each(
        outcome.demands().stream().filter(demand -> demand.id().isPresent()).toList(),
        demand -> {
          String id = demand.id().get();
          String clerk = histories.get(id).get(0).json().at("/ticket/receiver").asText();
          Answer repeated =
              clerks.get(clerk).post("/v1/tickets", demand.key(), demand.body()).expect(201);
          assertThat(repeated.isReplay()).as("%s is known", demand.key()).isTrue();
          assertThat(repeated.at("/id")).isEqualTo(id);
        });
    assertThat(outcome.database("tickets").count("select count(*) from ticket"))
        .as("no repeat has made a ticket")
        .isEqualTo(before);
  }

  void everyAcknowledgedCommandTookEffectOnce() {
    Map<String, List<Ledger.Entry>> byTicket = outcome.tickets().byAggregate();
    for (Demand demand : outcome.demands()) {
      for (Demand.Command command : demand.commands()) {
        long effects =
            byTicket.get(demand.id().orElseThrow()).stream()
                .filter(entry -> entry.data().contains(command.marker()))
                .count();
        assertThat(effects)
            .as("effects of %s on ticket %s", command, demand.id())
            .isBetween(command.acknowledged() ? 1L : 0L, 1L);
      }
    }
  }

  void everyHistoryIsLegalAndAsItWasTold() {
    Map<String, List<Ledger.Entry>> byTicket = outcome.tickets().byAggregate();
    List<String> contradictions = new ArrayList<>();
    byTicket.forEach(
        (ticket, entries) ->
            new History(entries)
                .contradictions()
                .forEach(finding -> contradictions.add(ticket + ": " + finding)));
    for (Demand demand : outcome.demands()) {
      History history = new History(byTicket.getOrDefault(demand.id().orElse(""), List.of()));
      demand.told().stream()
          .filter(told -> !history.confirms(told))
          .forEach(told -> contradictions.add(demand.id() + " was told " + told));
    }
    assertThat(contradictions).isEmpty();
    assertThat(outcome.demands().stream().mapToInt(demand -> demand.told().size()).sum())
        .as("clients were told of states")
        .isPositive();
  }

  void everyHashChainVerifies() throws Exception {
    Client reader = outcome.ticketReader();
    Together.each(
        outcome.tickets().byAggregate().keySet(),
        ticket -> {
          assertThat(Timeline.read(reader, ticket).findings())
              .as("recomputed: " + ticket)
              .isEmpty();
          Answer verdict =
              reader.get("/v1/tickets/" + ticket + "/timeline/verification").expect(200);
          assertThat(verdict.at("/intact")).as(verdict.text()).isEqualTo("true");
        });
  }
}
