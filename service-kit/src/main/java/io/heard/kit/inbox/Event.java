package io.heard.kit.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A CloudEvents 1.0 message as a consumer sees it.
 *
 * @param type {@code heard.<aggregate>.<what>.v1}
 * @param aggregateId the aggregate it is about (attribute {@code subject}, and the record's key)
 * @param sequence the aggregate's version after the event
 * @param time when it happened
 * @param actor who did it (extension attribute {@code actor})
 * @param data the event's data
 */
public record Event(
    String type, UUID aggregateId, int sequence, Instant time, String actor, JsonNode data) {}
