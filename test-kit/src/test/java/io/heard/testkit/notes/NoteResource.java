package io.heard.testkit.notes;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A resource as the house writes them, and a few doors to what can go wrong. */
@Path("/v1/notes")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.INTEGRATION})
public class NoteResource {

  private static final String ORDERING = "-written";

  @Inject NoteDesk desk;
  @Inject EntityManager entities;
  @Inject Callers callers;
  @Inject HttpServerRequest request;

  @POST
  @Idempotent
  public Response write(NoteApi.Write body) {
    return created(desk.writeForCaller(body.text()));
  }

  @POST
  @Path("slow")
  @Idempotent
  @Transactional
  public Response writeSlowly(NoteApi.Write body) {
    Note note = desk.writeForCaller(body.text());
    entities.createNativeQuery("SELECT pg_sleep(0.5)").getSingleResult();
    return created(note);
  }

  @POST
  @Path("text")
  @Consumes(MediaType.TEXT_PLAIN)
  @Idempotent
  public Response writeText(String body) {
    return created(desk.writeForCaller(body));
  }

  @POST
  @Path("{id}/nothing")
  @Idempotent
  public Response nothing(@PathParam("id") UUID id) {
    desk.rewrite(id, "nothing");
    return Response.noContent().build();
  }

  @GET
  @Path("{id}")
  public Response get(@PathParam("id") UUID id, @HeaderParam("If-None-Match") String ifNoneMatch) {
    Note note = desk.find(id);
    return ETags.notModified(ifNoneMatch, note.version())
        ? Response.notModified().header("ETag", ETags.of(note.version())).build()
        : Response.ok(view(note)).header("ETag", ETags.of(note.version())).build();
  }

  @PATCH
  @Path("{id}")
  @Consumes("application/merge-patch+json")
  public NoteApi.View change(
      @PathParam("id") UUID id, @HeaderParam("If-Match") String ifMatch, NoteApi.Write body) {
    ETags.requireMatch(ifMatch, desk.find(id).version());
    return view(desk.rewrite(id, body.text()));
  }

  @GET
  @Transactional
  public Response list(
      @QueryParam("limit") String limitParam,
      @QueryParam("after") String after,
      @QueryParam("q") String q,
      @Context UriInfo uri) {
    Limit limit = Limit.of(limitParam);
    Cursor cursor = Cursor.parse(after, ORDERING, 2);
    String condition = cursor == null ? "" : "and (n.writtenAt, n.id) < (:at, :id)";
    var query =
        entities
            .createQuery(
                "from Note n where n.text like :q "
                    + condition
                    + " order by n.writtenAt desc, n.id desc",
                Note.class)
            .setParameter("q", (q == null ? "" : q) + "%")
            .setMaxResults(limit.plusOne());
    if (cursor != null) {
      query.setParameter("at", cursor.instant(0)).setParameter("id", cursor.uuid(1));
    }
    List<Note> found = query.getResultList();
    return Page.of(found, limit, note -> Cursor.of(ORDERING, note.writtenAt(), note.id()))
        .map(NoteResource::view)
        .answer(uri);
  }

  @POST
  @Path("everything")
  public NoteApi.Everything echo(NoteApi.Everything body) {
    return body;
  }

  /** Breaks its answer off, before anything of it has left or in the middle. */
  @GET
  @Path("broken-off")
  public String brokenOff(@QueryParam("begun") boolean begun) {
    HttpServerResponse response = request.response();
    if (begun) {
      response
          .putHeader("Content-Length", "1000")
          .write("begun")
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
    response.reset();
    throw new IllegalStateException("broken off");
  }

  @GET
  @Path("boom")
  public String boom() {
    throw new IllegalStateException("secret detail: password=hunter2");
  }

  @GET
  @Path("boom-wrapped")
  public String boomWrapped() {
    throw new IllegalStateException(Problem.conflict("inner", "The problem within."));
  }

  @GET
  @Path("terminated")
  @Transactional
  public String terminated() {
    entities.createNativeQuery("SELECT pg_terminate_backend(pg_backend_pid())").getSingleResult();
    return "never";
  }

  /** Shut while it has a count. */
  static final AtomicReference<CountDownLatch> GATE = new AtomicReference<>(new CountDownLatch(0));

  /** Holds a database connection as heavy reading does, as long as a test wants it to. */
  @GET
  @Path("slow")
  @Transactional
  public String slow() throws InterruptedException {
    entities.createNativeQuery("SELECT 1").getSingleResult();
    return GATE.get().await(50, TimeUnit.SECONDS) ? "\"slow\"" : "\"too slow\"";
  }

  @GET
  @Path("me")
  @Produces(MediaType.APPLICATION_JSON)
  public Response me() {
    return Response.ok(callers.current()).build();
  }

  @GET
  @Path("ops")
  @RolesAllowed(Roles.OPS)
  public String onlyOps() {
    return "\"ops\"";
  }

  @POST
  @Path("ops")
  @RolesAllowed(Roles.OPS)
  @Idempotent
  public Response onlyOpsWrite(NoteApi.Write body) {
    return created(desk.writeForCaller(body.text()));
  }

  @GET
  @Path("open")
  @PermitAll
  public String open() {
    return "\"open\"";
  }

  private static Response created(Note note) {
    return Response.created(URI.create("/v1/notes/" + note.id()))
        .header("ETag", ETags.of(note.version()))
        .entity(view(note))
        .build();
  }

  private static NoteApi.View view(Note note) {
    return new NoteApi.View(note.id(), note.version(), note.text());
  }
}
