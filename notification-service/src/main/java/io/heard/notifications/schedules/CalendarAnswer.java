package io.heard.notifications.schedules;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A calendar over HTTP. */
final class CalendarAnswer {

  static final String TYPE = "text/calendar;charset=utf-8";
  private static final int TAG_LENGTH = 32;

  private CalendarAnswer() {}

  /** 200, or 304 when the program has just that already. */
  static Response of(String calendar, Request request) {
    EntityTag tag = new EntityTag(digest(calendar));
    Response.ResponseBuilder answer = request.evaluatePreconditions(tag);
    if (answer == null) {
      answer = Response.ok(calendar, TYPE).tag(tag);
    }
    return answer.header(HttpHeaders.CACHE_CONTROL, "private, no-cache").build();
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, TAG_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
