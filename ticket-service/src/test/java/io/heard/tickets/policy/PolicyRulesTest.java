package io.heard.tickets.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.tickets.ticket.Priority;
import io.heard.tickets.ticket.TicketApi;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyRulesTest {
  /** Tickets depend on policies, not the other way round: this keeps the two lists the same. */
  @Test
  void policiesKnowEveryValueThatTicketsHave() {
    assertThat(PolicyRules.KINDS).containsExactlyInAnyOrder(names(TicketApi.Kind.values()));
    assertThat(PolicyRules.CHANNELS).containsExactlyInAnyOrder(names(TicketApi.Channel.values()));
    assertThat(PolicyRules.PRIORITIES).containsExactlyInAnyOrder(names(Priority.values()));
  }

  private static String[] names(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name).toArray(String[]::new);
  }
}
