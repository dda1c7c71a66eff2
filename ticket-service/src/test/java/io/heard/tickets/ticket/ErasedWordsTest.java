package io.heard.tickets.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.testkit.ErasedWords;
import org.junit.jupiter.api.Test;

class ErasedWordsTest {

  @Test
  void everyWordOfEveryEventIsTakenOutOfTheLedger() {
    assertThat(ErasedWords.leftBy(Erasures.TICKET::apply)).isEmpty();
  }
}
