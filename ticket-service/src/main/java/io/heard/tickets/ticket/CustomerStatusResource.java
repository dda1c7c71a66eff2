package io.heard.tickets.ticket;

import io.heard.kit.problem.Problem;
import io.heard.tickets.customer.CustomerCopies.Preferences;
import io.heard.tickets.status.RequestRate;
import io.heard.tickets.ticket.StatusPage.Given;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The customer's link over HTTP, without a login: a page for browsers, JSON for programs. Nothing
 * of it is to be stored, found by search engines or passed on in a Referer: the address is the key.
 */
@Path("/v1/status/{token}")
@PermitAll
@Tag(
    name = "Customer status",
    description = "For the customer: where it stands, and whether it is done. The link is the key.")
public class CustomerStatusResource {

  private static final String PAGE = "text/html;charset=UTF-8";
  private static final MediaType XHTML = MediaType.valueOf("application/xhtml+xml");
  private static final int LONGEST_COMMENT = 5_000;
  private static final int BEST_SATISFACTION = 5;
  private static final int BEST_EFFORT = 7;

  @Inject CustomerStatus status;
  @Inject CustomerAnswers answers;
  @Inject StatusPage pages;
  @Inject RequestRate rate;

  @GET
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
  @SecurityRequirement(name = "")
  @Operation(
      summary = "Where it stands",
      description =
          "A page when the Accept header names text/html before application/json, in the language of the customer (en, zh, de; `lang` "
              + "chooses); else JSON. 404 for a link that is not one of ours, 410 for one that has expired, 429 with Retry-After for too many "
              + "requests.")
  @APIResponse(
      responseCode = "200",
      description = "Where it stands",
      content = @Content(schema = @Schema(implementation = CustomerStatus.View.class)))
  public Response status(
      @PathParam("token") String token,
      @QueryParam("lang") String lang,
      @Context HttpHeaders headers,
      HttpServerRequest request) {
    if (!wantsPage(headers)) {
      rate.require(address(request));
      return discreet(Response.ok(status.view(token), MediaType.APPLICATION_JSON_TYPE)).build();
    }
    return page(headers, lang, () -> show(request, token, lang, headers, 200, Given.NOTHING));
  }

  @POST
  @Path("confirmation")
  @Produces(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "")
  @Operation(
      summary = "Say whether it is done",
      description =
          "While resolved: true closes the demand, or as soon as everybody who is owed word of it was told; false reopens it, as it does after it was "
              + "closed for want of an answer. In every other state false is taken as a contact (channel WEB), to which an answer is owed, and true "
              + "is a 409, but on a closed one, where it brings nothing back. Of a merged demand it is said of the one it lives on in, when that is the "
              + "same customer's; another customer's false is owed an answer there, true a 409 unless closed. The same false again, before anybody "
              + "has done anything about it, changes nothing. 410 for a link that has expired, or an erased demand.")
  @APIResponse(
      responseCode = "200",
      description = "Where it stands now",
      content = @Content(schema = @Schema(implementation = CustomerStatus.View.class)))
  public Response confirm(
      @PathParam("token") String token,
      TicketApi.Confirmation confirmation,
      HttpServerRequest request) {
    rate.require(address(request));
    return discreet(Response.ok(answers.take(token, confirmation))).build();
  }

  @POST
  @Path("answer")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.TEXT_HTML)
  @SecurityRequirement(name = "")
  @Operation(
      summary = "The form of the page",
      description =
          "Like confirmation, for the form: `done` yes or no, `satisfaction` 1 to 5 and `effort` 1 to 7 or empty, `comment`, each once. 303 back to "
              + "the page; 400 with the page when something is missing, wrong or given twice, 409 with the page when it was not taken.")
  public Response answer(
      @PathParam("token") String token,
      @QueryParam("lang") String lang,
      @FormParam("done") @Schema(maxItems = 1) List<String> done,
      @FormParam("satisfaction") @Schema(maxItems = 1) List<String> satisfaction,
      @FormParam("effort") @Schema(maxItems = 1) List<String> effort,
      @FormParam("comment") @Schema(maxItems = 1) List<String> comment,
      @Context HttpHeaders headers,
      HttpServerRequest request) {
    return page(
        headers,
        lang,
        () -> {
          String words = first(comment).isBlank() ? null : first(comment).strip();
          boolean sound =
              Stream.of(done, satisfaction, effort, comment).allMatch(field -> field.size() <= 1)
                  && first(done).matches("yes|no")
                  && scored(first(satisfaction), BEST_SATISFACTION)
                  && scored(first(effort), BEST_EFFORT)
                  && acceptable(words);
          if (!sound) {
            Given given = Given.wrong(words == null ? "" : words);
            return show(request, token, lang, headers, 400, given);
          }
          rate.require(address(request));
          TicketApi.Confirmation said =
              new TicketApi.Confirmation(
                  first(done).equals("yes"),
                  words,
                  score(first(satisfaction)),
                  score(first(effort)));
          if (!taken(token, said)) {
            return show(request, token, lang, headers, 409, Given.NOT_TAKEN);
          }
          // relative to …/answer (RFC 9110 §10.2.2), so that it holds behind any proxy
          String back = "../" + token + (lang == null ? "" : "?lang=" + lang(lang));
          return discreet(Response.status(Response.Status.SEE_OTHER))
              .header(HttpHeaders.LOCATION, back)
              .build();
        });
  }

  /** Somebody may have been faster: a yes to what is not done any more is shown as not taken. */
  private boolean taken(String token, TicketApi.Confirmation said) {
    try {
      answers.take(token, said);
      return true;
    } catch (Problem refused) {
      if (refused.status() != Response.Status.CONFLICT.getStatusCode()) {
        throw refused;
      }
      return false;
    }
  }

  private Response show(
      HttpServerRequest request,
      String token,
      String lang,
      HttpHeaders headers,
      int code,
      Given given) {
    rate.require(address(request));
    CustomerStatus.Page found = status.page(token);
    Locale language =
        StatusPage.language(
            lang, found.preferences(), headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
    return page(code, pages.of(token, found, language, given));
  }

  /** A customer is not shown a problem as JSON. */
  private Response page(HttpHeaders headers, String lang, Supplier<Response> page) {
    try {
      return page.get();
    } catch (Problem problem) {
      Locale language =
          StatusPage.language(
              lang,
              new Preferences(null, null),
              headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
      Response.ResponseBuilder refused =
          Response.fromResponse(page(problem.status(), pages.refused(problem.status(), language)));
      problem.headers().forEach(refused::header);
      return refused.build();
    }
  }

  private Response page(int code, String html) {
    return discreet(Response.status(code).type(PAGE).entity(html))
        .header("Content-Security-Policy", pages.policy())
        .build();
  }

  private static Response.ResponseBuilder discreet(Response.ResponseBuilder response) {
    return response
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Robots-Tag", "noindex, nofollow");
  }

  private static boolean wantsPage(HttpHeaders headers) {
    for (MediaType type : headers.getAcceptableMediaTypes()) {
      if (type.isWildcardType() || type.isWildcardSubtype()) {
        continue;
      }
      if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
        return false;
      }
      if (type.isCompatible(MediaType.TEXT_HTML_TYPE) || type.isCompatible(XHTML)) {
        return true;
      }
    }
    return false;
  }

  private static boolean acceptable(String words) {
    return words == null || (words.length() <= LONGEST_COMMENT && words.indexOf('\0') < 0);
  }

  /** What was sent in a field, empty when nothing was. */
  private static String first(List<String> field) {
    return field.isEmpty() ? "" : field.get(0);
  }

  private static boolean scored(String given, int best) {
    return given.isEmpty() || given.matches("[1-" + best + "]");
  }

  private static Integer score(String given) {
    return given.isEmpty() ? null : Integer.valueOf(given);
  }

  private static String lang(String given) {
    return StatusPage.LANGUAGES.contains(given) ? given : "en";
  }

  private static String address(HttpServerRequest request) {
    return request.remoteAddress() == null ? "unknown" : request.remoteAddress().hostAddress();
  }
}
