package io.heard.notifications.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SignatureTest {

  /** The published example of the Standard Webhooks reference libraries. */
  @Test
  void knownAnswer() {
    assertThat(
            Signature.of(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330L,
                "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void secrets_areLongAndDiffer() {
    String secret = Signature.newSecret();
    assertThat(Base64.getDecoder().decode(secret.substring("whsec_".length()))).hasSize(32);
    assertThat(Signature.newSecret()).isNotEqualTo(secret);
  }

  @Test
  void retryAfter_secondsAndDates() {
    Instant now = Instant.parse("2026-03-02T05:15:00Z");
    assertThat(RetryAfter.parse("120", now)).isEqualTo(Duration.ofMinutes(2));
    assertThat(RetryAfter.parse("Mon, 2 Mar 2026 05:16:00 GMT", now))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(RetryAfter.parse("Mon, 2 Mar 2026 05:14:00 GMT", now)).isNull();
    assertThat(RetryAfter.parse("soon", now)).isNull();
    assertThat(RetryAfter.parse("-5", now)).isNull();
    assertThat(RetryAfter.parse(null, now)).isNull();
  }
}
