package io.heard.kit.json;

import jakarta.enterprise.context.RequestScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 of the body of the request being served, so that a replayed idempotency key can be held
 * against it.
 */
@RequestScoped
public class BodyDigest {

  private byte[] digest = of(new byte[0]);

  void take(byte[] body) {
    digest = of(body);
  }

  void takeDigest(byte[] ofTheBody) {
    digest = ofTheBody.clone();
  }

  public byte[] value() {
    return digest.clone();
  }

  private static byte[] of(byte[] body) {
    return sha256().digest(body);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
