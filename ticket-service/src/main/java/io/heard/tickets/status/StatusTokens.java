package io.heard.tickets.status;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The token in a customer's status link: the ticket's id and 128 bits of HMAC-SHA-256 (RFC 2104)
 * over it under {@code heard.status.secret}. Nobody can guess or alter one, and none has to be
 * stored.
 */
@ApplicationScoped
public class StatusTokens {

  private static final int ID_BYTES = 16;
  private static final int PROOF_BYTES = 16;

  @Inject StatusSettings settings;

  /** Where customers reach this service from outside, without a trailing slash. */
  @ConfigProperty(name = "heard.public-url")
  String publicUrl;

  private SecretKeySpec key;

  @PostConstruct
  void prepare() {
    key = new SecretKeySpec(settings.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  /** The address a customer looks at. */
  public String url(UUID ticketId) {
    return publicUrl + "/v1/status/" + token(ticketId);
  }

  String token(UUID ticketId) {
    byte[] token =
        ByteBuffer.allocate(ID_BYTES + PROOF_BYTES)
            .put(bytes(ticketId))
            .put(proof(bytes(ticketId)))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The ticket a token is for, empty when it is not one of ours. */
  public Optional<UUID> ticketId(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length != ID_BYTES + PROOF_BYTES) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    UUID id = new UUID(buffer.getLong(), buffer.getLong());
    // one spelling only: Base64 would let padding and unused bits pass
    return MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), token(id).getBytes(StandardCharsets.UTF_8))
        ? Optional.of(id)
        : Optional.empty();
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(ID_BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private byte[] proof(byte[] id) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] proof = new byte[PROOF_BYTES];
      System.arraycopy(mac.doFinal(id), 0, proof, 0, PROOF_BYTES);
      return proof;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
