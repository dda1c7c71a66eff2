package io.heard.customers.importing;

import io.heard.kit.http.BodyLimit;
import io.heard.kit.http.BodyText;
import io.heard.kit.ledger.Origins;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Customers from a file. */
@Path("/v1/customers/import")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Customers")
public class ImportResource {

  @Inject ImportDesk desk;
  @Inject BodyLimit limit;
  @Inject Callers callers;
  @Inject Origins origins;

  @POST
  @Consumes("text/csv")
  @RolesAllowed({Roles.LEAD, Roles.ADMIN, Roles.INTEGRATION})
  @Operation(
      summary = "Register the customers of a file",
      description =
          "CSV (RFC 4180) with a header: name, kind, phones, emails, scope, values, engagement, tier, language, timeZone,"
              + " accountOwner, of which name is required; lists are separated by semicolons. UTF-8, with or without byte"
              + " order mark, or the charset of the Content-Type, such as GBK. At most 5,000 rows and 4 MB. Each row is a"
              + " transaction of its own; the same file sent again by the same caller makes nobody twice, so that a"
              + " retry is harmless without an Idempotency-Key.")
  @APIResponse(
      responseCode = "200",
      description = "What became of each row",
      content = @Content(schema = @Schema(implementation = ImportApi.Result.class)))
  @APIResponse(
      responseCode = "400",
      description = "No CSV, or not with these columns; nothing was registered")
  @APIResponse(responseCode = "401", description = "No valid bearer token")
  @APIResponse(responseCode = "403", description = "None of the token's roles allows this")
  @APIResponse(responseCode = "413", description = "Too large")
  public ImportApi.Result importAll(
      @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type, byte[] file) throws IOException {
    byte[] whole = limit.read(new ByteArrayInputStream(file));
    Sheet sheet = Sheet.read(BodyText.decode(whole, type));
    return desk.run(digest(callers.current().scope(), whole), sheet, origins.caller());
  }

  private static String digest(String caller, byte[] file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((caller + "\n").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
