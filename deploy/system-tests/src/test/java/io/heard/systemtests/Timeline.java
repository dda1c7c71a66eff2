package io.heard.systemtests;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A ticket's ledger as anybody can read it over REST, and the recomputation of its hash chain from
 * the published formula alone: {@code hash = SHA-256(previousHash \n ticket id \n sequence \n type
 * \n at \n recordedAt \n actor \n SHA-256(salt \n data))}.
 */
final class Timeline {

  /**
   * @param data byte for byte as it was sent: the digest is over the text
   */
  record Entry(JsonNode json, String data) {

    String type() {
      return text("type");
    }

    String text(String field) {
      return json.get(field).asText();
    }
  }

  private static final String FIRST = "0".repeat(64);

  private final String ticket;
  private final List<Entry> entries;

  private Timeline(String ticket, List<Entry> entries) {
    this.ticket = ticket;
    this.entries = entries;
  }

  static Timeline read(Client client, String ticket) throws IOException, InterruptedException {
    List<Entry> entries = new ArrayList<>();
    for (Answer page : client.pages("/v1/tickets/" + ticket + "/timeline")) {
      List<String> data = rawData(page.text());
      int index = 0;
      for (JsonNode item : page.body().get("items")) {
        entries.add(new Entry(item, data.get(index++)));
      }
    }
    return new Timeline(ticket, entries);
  }

  List<Entry> entries() {
    return entries;
  }

  /** Last parts of the event types, such as {@code fed-back}. */
  List<String> story() {
    return entries.stream()
        .map(entry -> entry.type().replaceFirst("heard\\.ticket\\.(.*)\\.v1", "$1"))
        .toList();
  }

  /** What does not fit, in words; empty when the chain is whole. */
  List<String> findings() {
    List<String> findings = new ArrayList<>();
    String previous = FIRST;
    int sequence = 0;
    for (Entry entry : entries) {
      sequence++;
      if (entry.json().get("sequence").asInt() != sequence) {
        findings.add("entry " + sequence + " is numbered " + entry.text("sequence"));
      }
      if (!entry.text("previousHash").equals(previous)) {
        findings.add("entry " + sequence + " does not continue the one before it");
      }
      if (!entry.text("hash").equals(hash(entry))) {
        findings.add("entry " + sequence + " is not what was hashed");
      }
      previous = entry.text("hash");
    }
    return findings;
  }

  private String hash(Entry entry) {
    return sha256(
        String.join(
            "\n",
            entry.text("previousHash"),
            ticket,
            entry.text("sequence"),
            entry.type(),
            entry.text("at"),
            entry.text("recordedAt"),
            entry.text("actor"),
            sha256(entry.text("salt") + "\n" + entry.data())));
  }

  private static List<String> rawData(String page) throws IOException {
    List<String> found = new ArrayList<>();
    try (JsonParser parser = Client.JSON.createParser(page)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME && parser.currentName().equals("data")) {
          parser.nextToken();
          int begin = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          found.add(page.substring(begin, (int) parser.currentLocation().getCharOffset()));
        }
      }
    }
    return found;
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
