package io.heard.kit.journal;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The sealed journal, for those who keep watch. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Journal",
    description =
        "Every ledger entry is sealed into a Merkle tree, and every tree continues the one before it")
public class JournalResource {

  private static final String ORDER = "journal-number";

  @Inject Journal journal;

  @GET
  @Path("head")
  @RolesAllowed({Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "The newest batch of the journal",
      description =
          "Keep it where nobody who can write to the database can: whatever is rewritten later no longer leads to it. 404 as long as"
              + " nothing was sealed.")
  public Batch head() {
    return journal.head().orElseThrow(() -> Problem.notFound("A sealed batch"));
  }

  @GET
  @Path("batches")
  @RolesAllowed({Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "The batches of the journal, oldest first",
      description = "To follow the chain from a receipt's batch to a head.")
  public Response batches(
      @QueryParam("limit") String limitParam,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit limit = Limit.of(limitParam);
    Cursor cursor = Cursor.parse(after, ORDER, 1);
    int number = cursor == null ? 0 : Math.toIntExact(cursor.number(0));
    List<Batch> batches = journal.after(number, limit.plusOne());
    return Page.of(batches, limit, batch -> Cursor.of(ORDER, batch.number())).answer(uri);
  }

  @POST
  @Path("head/verification")
  @RolesAllowed({Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "Verify the journal against a head exported earlier",
      description =
          "Recomputes every batch, which takes about a second for a million entries, and stores nothing. It says which batch is not what"
              + " was sealed, and whether the database is older than the head. Whether the ledger still holds what was sealed is for receipts"
              + " and the reconciliation to say.")
  public JournalApi.Verdict verify(JournalApi.Head exported) {
    return journal.verify(exported.number(), exported.digest());
  }
}
