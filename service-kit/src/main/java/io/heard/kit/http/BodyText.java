package io.heard.kit.http;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/** Text that came as a body: no letter of it is read as another one. */
public final class BodyText {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private BodyText() {}

  /**
   * The text in the charset its Content-Type declares, UTF-8 when it declares none, as it came; 400
   * when nobody knows that charset, or when the bytes are none of it.
   */
  public static String decode(byte[] body, MediaType type) {
    Charset charset = charset(type);
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.invalid(new FieldError("", "malformed-text", "is not valid " + charset.name()));
    }
  }

  private static Charset charset(MediaType type) {
    String name = type.getParameters().get(MediaType.CHARSET_PARAMETER);
    try {
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw Problem.invalid(
          FieldError.header(HttpHeaders.CONTENT_TYPE, "unknown-charset", "has no known charset"));
    }
  }

  /** The text without the mark that some programs put before it. */
  public static String withoutMark(String text) {
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
