package io.heard.tickets.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.kit.idempotency.Idempotency;
import io.heard.kit.idempotency.IdempotencyKey;
import io.heard.kit.json.StrictJson;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Passing;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.tickets.ticket.Intake;
import io.heard.tickets.ticket.TicketApi.NewTicket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Logs the demands of a batch one after the other, each as if it had come alone. */
@ApplicationScoped
public class BatchDesk {

  private static final Logger LOG = Logger.getLogger(BatchDesk.class);
  private static final String KEY = "idempotencyKey";
  private static final Pattern ACCEPTABLE = Pattern.compile("[\\x21-\\x7E][\\x20-\\x7E]{0,254}");
  private static final String PATH = "/v1/tickets/batch";

  @Inject Intake intake;
  @Inject Idempotency idempotency;
  @Inject Callers callers;
  @Inject StrictJson strict;
  @Inject ObjectMapper json;

  BatchApi.Result log(List<JsonNode> demands) {
    Caller caller = callers.current();
    Optional<String> batchKey = idempotency.key().map(IdempotencyKey::key);
    List<BatchApi.ItemResult> results = new ArrayList<>(demands.size());
    for (int i = 0; i < demands.size(); i++) {
      results.add(logOne(i, demands.get(i), caller, batchKey));
    }
    int logged = (int) results.stream().filter(result -> result.problem() == null).count();
    return new BatchApi.Result(logged, results.size() - logged, results);
  }

  private BatchApi.ItemResult logOne(
      int index, JsonNode demand, Caller caller, Optional<String> batchKey) {
    try {
      byte[] body = body(demand);
      Optional<IdempotencyKey> key = key(index, demand, body, caller, batchKey);
      NewTicket ticket = (NewTicket) strict.read(body, NewTicket.class);
      Response answer = intake.log(ticket, caller, key);
      boolean replayed = answer.getHeaderString(Idempotency.REPLAY_HEADER) != null;
      return new BatchApi.ItemResult(
          index, answer.getStatus(), replayed, (String) answer.getEntity(), null);
    } catch (Problem problem) {
      return refused(index, problem);
    } catch (RuntimeException e) {
      return refused(index, unexpected(e));
    }
  }

  /** The demand without its key, which is not part of what is asked. */
  private byte[] body(JsonNode demand) {
    if (!(demand instanceof ObjectNode)) {
      throw Problem.invalid(new FieldError("", "wrong-type", "must be a JSON object"));
    }
    ObjectNode bare = demand.deepCopy();
    bare.remove(KEY);
    try {
      return json.writeValueAsBytes(bare);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<IdempotencyKey> key(
      int index, JsonNode demand, byte[] body, Caller caller, Optional<String> batchKey) {
    JsonNode own = demand.path(KEY);
    if (own.isMissingNode() || own.isNull()) {
      // hashed: with the index it might be longer than a key may be
      return batchKey.map(
          key ->
              new IdempotencyKey(
                  caller.scope(),
                  "batch/" + Digests.sha256(key.getBytes(StandardCharsets.UTF_8)) + "/" + index,
                  request(body)));
    }
    if (!own.isTextual() || !ACCEPTABLE.matcher(own.textValue()).matches()) {
      throw Problem.invalid(
          new FieldError("/" + KEY, "malformed", "must be 1 to 255 visible ASCII characters"));
    }
    return Optional.of(new IdempotencyKey(caller.scope(), own.textValue(), request(body)));
  }

  private static String request(byte[] body) {
    return Digests.sha256(("POST " + PATH + "\n").getBytes(StandardCharsets.UTF_8), body);
  }

  private static Problem unexpected(RuntimeException e) {
    if (Passing.isContention(e) || Passing.isOutage(e)) {
      LOG.warnf("A demand of a batch could not be logged right now: %s", e.toString());
      return new Problem(
          503,
          "unavailable",
          "Temporarily unavailable",
          "This demand could not be logged right now; send it again with the same key.");
    }
    LOG.error("A demand of a batch could not be logged", e);
    return new Problem(
        500,
        "internal-error",
        "Internal error",
        "Something went wrong on our side; this demand was not logged.");
  }

  private static BatchApi.ItemResult refused(int index, Problem problem) {
    return new BatchApi.ItemResult(
        index, problem.status(), false, null, problem.body(PATH + "#/tickets/" + index));
  }
}
