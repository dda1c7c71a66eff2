package io.heard.kit.journal;

import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Proofs for those who hold a receipt. */
@Path("/v1/receipts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Journal")
public class ReceiptResource {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  @Inject Journal journal;

  @GET
  @Path("{hash}")
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(
      summary = "Prove that a receipt is in the journal",
      description =
          "For the hash of any ledger entry. It says nothing of what the entry is about. Entries are sealed a second or two after their"
              + " commit; until then, and for a hash that was never given out, 404.")
  public JournalApi.Receipt receipt(@PathParam("hash") String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw Problem.notFound("A receipt " + hash);
    }
    return journal
        .receipt(HexFormat.of().parseHex(hash))
        .orElseThrow(() -> Problem.notFound("A sealed receipt " + hash));
  }
}
