package io.heard.tickets.need;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.tickets.need.NeedApi.QuestionState;
import io.heard.tickets.ticket.TicketRecords;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The need behind a stated request over HTTP. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Needs",
    description = "From what the customer said to what they need, and what is still to be asked")
public class NeedResource {

  private static final String CLARIFICATIONS = "{ref}/clarifications";
  private static final String QUESTIONS = "{ref}/questions";
  private static final String BY_VERSION = "-version";
  private static final String BY_ID = "question";
  private static final UUID FIRST = new UUID(0, 0);

  @Inject Clarifications clarifications;
  @Inject Questions questions;
  @Inject TicketRecords tickets;

  @POST
  @Path(CLARIFICATIONS)
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Say what the customer really needs",
      description =
          "Adds a version; earlier ones stay. Possible in every state, also when it is closed. Questions given with it go on the list for the "
              + "next contact (409 too-many-questions beyond 50 open ones).")
  @APIResponse(
      responseCode = "201",
      description = "The new version; ETag is that of the ticket",
      content = @Content(schema = @Schema(implementation = NeedApi.Clarification.class)))
  public Response clarify(
      @PathParam("ref") String reference,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      NeedApi.NewClarification clarification) {
    Clarifications.Made made = clarifications.clarify(reference, ifMatch, clarification);
    return Response.created(URI.create("/v1/tickets/" + made.ticketId() + "/clarifications"))
        .header(HttpHeaders.ETAG, ETags.of(made.ticketVersion()))
        .entity(made.clarification())
        .build();
  }

  @GET
  @Path(CLARIFICATIONS)
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(summary = "How the need was understood", description = "The newest version first.")
  public Response clarifications(
      @PathParam("ref") String reference,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, BY_VERSION, 1);
    long below = cursor == null ? Integer.MAX_VALUE : cursor.number(0);
    int version = (int) Math.max(0, Math.min(Integer.MAX_VALUE, below));
    return Page.of(
            clarifications.of(tickets.show(reference).id(), version, size.plusOne()),
            size,
            one -> Cursor.of(BY_VERSION, one.version()))
        .answer(uri);
  }

  @POST
  @Path(QUESTIONS)
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Note what to ask the customer",
      description =
          "It stands on the list for whoever has the customer at the phone next. At most 50 open ones a ticket (409 too-many-questions).")
  @APIResponse(
      responseCode = "201",
      description = "The question",
      content = @Content(schema = @Schema(implementation = NeedApi.Question.class)))
  public Response ask(
      @PathParam("ref") String reference,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      NeedApi.NewQuestion question) {
    NeedApi.Question asked = questions.ask(reference, ifMatch, question.text());
    return Response.created(
            URI.create("/v1/tickets/" + asked.ticketId() + "/questions#" + asked.id()))
        .entity(asked)
        .build();
  }

  @GET
  @Path(QUESTIONS)
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(summary = "What to ask on a ticket", description = "In the order it was asked.")
  public Response ofTicket(
      @PathParam("ref") String reference,
      @Parameter(description = "OPEN, ANSWERED or WITHDRAWN; all when absent") @QueryParam("state")
          String state,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    QuestionState wanted = state(state, null);
    return page(
        size,
        uri,
        questions.of(tickets.show(reference).id(), wanted, start(after), size.plusOne()));
  }

  @POST
  @Path(QUESTIONS + "/{id}/answer")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Note what the customer answered",
      description =
          "409 question-over when it is not open any more. That the customer came back is noted with POST …/contacts.")
  public Response answer(
      @PathParam("ref") String reference, @PathParam("id") UUID id, NeedApi.Answer answer) {
    return Response.ok(questions.end(reference, id, QuestionState.ANSWERED, answer.answer()))
        .build();
  }

  @POST
  @Path(QUESTIONS + "/{id}/withdraw")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "It need not be asked any more",
      description = "409 question-over when it is not open any more.")
  public Response withdraw(
      @PathParam("ref") String reference, @PathParam("id") UUID id, NeedApi.Withdrawal why) {
    return Response.ok(questions.end(reference, id, QuestionState.WITHDRAWN, why.reason())).build();
  }

  static Response page(Limit size, UriInfo uri, List<NeedApi.Question> found) {
    return Page.of(found, size, one -> Cursor.of(BY_ID, one.id())).answer(uri);
  }

  static UUID start(String after) {
    Cursor cursor = Cursor.parse(after, BY_ID, 1);
    return cursor == null ? FIRST : cursor.uuid(0);
  }

  static QuestionState state(String name, QuestionState absent) {
    if (name == null) {
      return absent;
    }
    return Arrays.stream(QuestionState.values())
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                    FieldError.query(
                        "state", "not-one-of", "must be one of OPEN, ANSWERED, WITHDRAWN")));
  }
}
