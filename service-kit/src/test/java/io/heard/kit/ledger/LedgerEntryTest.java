package io.heard.kit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LedgerEntryTest {

  private static final UUID ID = UUID.fromString("0195547a-90c0-7d3a-9f52-1c6a5b7e0042");
  private static final Instant AT = Instant.parse("2026-03-02T01:15:00.123456Z");

  @Test
  void hash_isWhatTheJavadocSays_soThatAnybodyCanVerifyIt() throws Exception {
    LedgerEntry entry = seal(AT, "{\"text\":\"Grün\"}");
    String digest = sha256("5a17\n{\"text\":\"Grün\"}");
    assertThat(entry.hash())
        .isEqualTo(
            sha256(
                String.join(
                    "\n",
                    "0".repeat(64),
                    "0195547a-90c0-7d3a-9f52-1c6a5b7e0042",
                    "1",
                    "heard.note.written.v1",
                    "2026-03-02T01:15:00.123456Z",
                    "2026-03-02T01:15:00.123456Z",
                    "mei",
                    digest)));
    assertThat(entry.intact()).isTrue();
  }

  @Test
  void times_areNoFinerThanTheDatabaseKeepsThem() {
    LedgerEntry entry = seal(AT.plusNanos(789), "{}");
    assertThat(entry.at()).isEqualTo(AT);
    assertThat(entry.recordedAt()).isEqualTo(AT);
    assertThat(entry.intact()).isTrue();
  }

  private static LedgerEntry seal(Instant at, String data) {
    return LedgerEntry.seal(
        ID,
        1,
        "heard.note.written.v1",
        at,
        at,
        new Origin("mei", "r", null),
        data,
        "5a17",
        LedgerEntry.GENESIS);
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
