package io.heard.tickets.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.idempotency.Idempotency;
import io.heard.kit.idempotency.IdempotencyKey;
import io.heard.kit.problem.Passing;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.tickets.bulk.BulkApi.Bulk;
import io.heard.tickets.bulk.BulkApi.BulkItem;
import io.heard.tickets.bulk.BulkApi.ItemResult;
import io.heard.tickets.ticket.TicketCommands;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Gives a command to many tickets one after the other, each as if it had been given alone. */
@ApplicationScoped
class BulkDesk {

  private static final Logger LOG = Logger.getLogger(BulkDesk.class);
  private static final String PATH = "/v1/tickets/bulk";

  @Inject TicketCommands commands;
  @Inject Idempotency idempotency;
  @Inject Callers callers;
  @Inject ObjectMapper json;

  BulkApi.Result give(Bulk bulk) {
    Caller caller = callers.current();
    Optional<String> key = idempotency.key().map(IdempotencyKey::key);
    List<ItemResult> results = new ArrayList<>(bulk.items().size());
    for (int i = 0; i < bulk.items().size(); i++) {
      results.add(one(i, bulk, caller, key));
    }
    int done = (int) results.stream().filter(result -> result.problem() == null).count();
    return new BulkApi.Result(done, results.size() - done, results);
  }

  private ItemResult one(int index, Bulk bulk, Caller caller, Optional<String> key) {
    BulkItem item = bulk.items().get(index);
    try {
      Response answer =
          key.isEmpty()
              ? give(bulk, item)
              : idempotency.once(key(index, bulk, item, caller, key.get()), () -> give(bulk, item));
      boolean replayed = answer.getHeaderString(Idempotency.REPLAY_HEADER) != null;
      return new ItemResult(index, answer.getStatus(), replayed, text(answer.getEntity()), null);
    } catch (Problem problem) {
      return refused(index, problem);
    } catch (Exception e) {
      return refused(index, unexpected(e));
    }
  }

  private Response give(Bulk bulk, BulkItem item) {
    return Response.ok(
            commands.give(
                bulk.command(),
                item.ticket(),
                item.ifMatch(),
                item.body() == null ? bulk.body() : item.body()))
        .build();
  }

  /** Of this item of this request: with another command under the same key it is a mistake. */
  private IdempotencyKey key(int index, Bulk bulk, BulkItem item, Caller caller, String key) {
    return new IdempotencyKey(
        caller.scope(),
        "bulk/" + sha256(key) + "/" + index,
        sha256(bulk.command() + "\n" + text(bulk.body()) + "\n" + text(item)));
  }

  private String text(Object value) {
    try {
      return value instanceof String already ? already : json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Problem unexpected(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem;
      }
    }
    if (Passing.isContention(e)) {
      return Problem.conflict(
          "busy", "Somebody else is changing this ticket right now; try again.");
    }
    if (Passing.isOutage(e)) {
      LOG.warnf("An item of a bulk request could not be done right now: %s", e.toString());
      return new Problem(
          503,
          "unavailable",
          "Temporarily unavailable",
          "This item could not be done right now; send it again with the same key.");
    }
    LOG.error("An item of a bulk request could not be done", e);
    return new Problem(
        500,
        "internal-error",
        "Internal error",
        "Something went wrong on our side; nothing was changed on this ticket.");
  }

  private static ItemResult refused(int index, Problem problem) {
    return new ItemResult(
        index, problem.status(), false, null, problem.body(PATH + "#/items/" + index));
  }
}
