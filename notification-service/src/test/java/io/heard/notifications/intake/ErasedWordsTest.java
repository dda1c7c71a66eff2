package io.heard.notifications.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.testkit.ErasedWords;
import org.junit.jupiter.api.Test;

class ErasedWordsTest {

  @Test
  void everyWordOfEveryEventIsTakenOutOfWhatWaits() {
    assertThat(ErasedWords.leftBy(TicketErasure.WORDS::apply)).isEmpty();
  }
}
