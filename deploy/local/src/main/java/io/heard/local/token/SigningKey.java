package io.heard.local.token;

import io.heard.local.PrivateFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * The RSA key that signs the tokens of this data directory: {@code keys/token-signing-key.pem}
 * (PKCS #8, RFC 7468), made on first use, mode 600.
 */
public final class SigningKey {
  private static final int BITS = 2048;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
  private static final String END = "\n-----END PRIVATE KEY-----\n";

  private final RSAPrivateCrtKey key;

  private SigningKey(RSAPrivateCrtKey key) {
    this.key = key;
  }

  public static SigningKey of(Path data) throws IOException {
    Path file = data.resolve("keys/token-signing-key.pem");
    try {
      return new SigningKey(parse(kept(file)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " does not hold an RSA private key: " + e.getMessage(), e);
    }
  }

  RSAPrivateCrtKey privateKey() {
    return key;
  }

  /** The public half as X.509 SubjectPublicKeyInfo in base64, without PEM's first and last line. */
  public String publicKeyBase64() {
    return Base64.getEncoder().encodeToString(publicKey().getEncoded());
  }

  PublicKey publicKey() {
    try {
      BigInteger modulus = key.getModulus();
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(modulus, key.getPublicExponent()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no RSA", e);
    }
  }

  private static String kept(Path file) throws IOException, GeneralSecurityException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException firstUse) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
      String pem = BEGIN + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + END;
      byte[] winner = PrivateFiles.createOnce(file, pem.getBytes(StandardCharsets.US_ASCII));
      return new String(winner, StandardCharsets.US_ASCII);
    }
  }

  private static RSAPrivateCrtKey parse(String pem) throws GeneralSecurityException {
    String body = pem.replace(BEGIN.strip(), "").replace(END.strip(), "");
    byte[] der = Base64.getMimeDecoder().decode(body);
    return (RSAPrivateCrtKey)
        KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
  }
}
