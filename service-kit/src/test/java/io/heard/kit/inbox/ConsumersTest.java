package io.heard.kit.inbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumersTest {

  @Test
  void twoSubscriptionsToOneTopic_areRefusedAtTheStart() {
    Consumers consumers = new Consumers();
    consumers.subscriptions = List.of(new Deaf(), new Deaf());
    assertThatThrownBy(() -> consumers.start(null)).hasMessageContaining("two subscriptions to t");
  }

  private static final class Deaf implements Subscription {

    @Override
    public String topic() {
      return "t";
    }

    @Override
    public Continuity continuity() {
      return Continuity.LATEST_STATE;
    }

    @Override
    public boolean apply(Event event) {
      return false;
    }
  }
}
