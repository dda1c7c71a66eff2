package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.systemtests.fleet.Fleet;
import java.time.Duration;
import java.util.Set;

/** What the system says of itself afterwards. */
final class AuditChecks {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** What must never be found, not even for a moment. */
  private static final Set<String> JOURNAL =
      Set.of(
          "JOURNAL_WENT_BACK",
          "JOURNAL_CHANGED",
          "BATCH_CHANGED",
          "ENTRY_CHANGED",
          "ENTRY_MISSING");

  private final Outcome outcome;

  AuditChecks(Outcome outcome) {
    this.outcome = outcome;
  }

  void everyReceiptIsInTheJournal() throws Exception {
    Client reader = outcome.ticketReader();
    Together.each(
        outcome.tickets().byAggregate().keySet(),
        ticket -> {
          String hash = reader.get("/v1/tickets/" + ticket).expect(200).at("/receipt/hash");
          Answer proof = reader.get("/v1/receipts/" + hash).expect(200);
          assertThat(proof.at("/verified")).as(proof.text()).isEqualTo("true");
        });
  }

  void theSystemFindsNothingWrongWithItself() throws Exception {
    Together.each(Fleet.SERVICES, this::theServiceFindsNothingWrong);
  }

  private void theServiceFindsNothingWrong(String service) throws Exception {
    Client ops = outcome.client(service, "olga", "ops");
    String run = ops.post("/v1/audit/reconciliation", "{}").expect(202).at("/id");
    await("the full run of " + service)
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonNode last = ops.get("/v1/audit/reconciliation").expect(200).body().get("run");
              return last.get("id").asText().equals(run) && !last.get("finishedAt").isNull();
            });
    await(service + " to be clean")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Answer view = ops.get("/v1/audit/reconciliation").expect(200);
              assertThat(view.at("/clean")).as(view.text()).isEqualTo("true");
            });
    Answer head = ops.get("/v1/audit/head").expect(200);
    Answer verdict =
        ops.post(
                "/v1/audit/head/verification",
                "{\"number\": %s, \"digest\": \"%s\"}"
                    .formatted(head.at("/number"), head.at("/digest")))
            .expect(200);
    assertThat(verdict.at("/intact")).as(verdict.text()).isEqualTo("true");
    assertThat(ops.all("/v1/audit/findings"))
        .as("%s has shouted about nothing but the broker's absence", service)
        .noneMatch(
            finding ->
                finding.get("state").asText().equals("BROKEN")
                    || JOURNAL.contains(finding.get("kind").asText()));
  }
}
