package io.heard.customers.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.testkit.ErasedWords;
import org.junit.jupiter.api.Test;

class ErasedWordsTest {

  @Test
  void everyWordOfEveryParkedEventIsTakenOut() {
    assertThat(ErasedWords.leftBy(CustomerErasure.PARKED_TICKET::apply)).isEmpty();
  }
}
