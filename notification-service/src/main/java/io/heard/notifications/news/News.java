package io.heard.notifications.news;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened to a demand, as it waits to be told. It names the ticket only by its id:
 * what the ticket is about is looked up when the mail is written, so that nothing erased is sent.
 *
 * @param happening last part of the event type
 * @param at when it happened
 * @param by who did it
 * @param state of the ticket after it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record News(UUID ticket, String happening, Instant at, String by, String state) {}
