package io.heard.tickets.ticket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A customer as customer-service would publish them. */
final class Someone {
  static final String TOPIC = "heard.customers";

  final UUID id = UUID.randomUUID();
  final String phone = "+86138" + (10_000_000 + ThreadLocalRandom.current().nextInt(89_999_999));
  final String email = "c" + id + "@heard.test";
  String tier = "STANDARD";
  UUID mergedInto;
  boolean erased;
  int version;

  void publish(String what, UUID ticketId) {
    send(what, ++version, ticketId);
  }

  void send(String what, int sequence, UUID ticketId) {
    String type = "heard.customer." + what + ".v1";
    ObjectNode data = (ObjectNode) EventContract.example(type).get("data");
    ObjectNode customer = (ObjectNode) data.get("customer");
    customer.put("id", id.toString()).put("version", sequence).put("name", "Mrs Chen");
    customer.putArray("phones").add(phone);
    customer.putArray("emails").add(email);
    customer.put("tier", tier).put("erased", erased);
    customer.put("mergedInto", mergedInto == null ? null : mergedInto.toString());
    data.put("ticketId", ticketId == null ? null : ticketId.toString());
    Events.send(TOPIC, type, id, sequence, Instant.now(), "mei", data.toString());
  }
}
