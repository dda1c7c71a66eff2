package io.heard.customers.retention;

import io.heard.customers.customer.Scope;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How long personal data are kept, and who was erased. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN})
@Tag(name = "Privacy")
@APIResponse(responseCode = "401", description = "No valid bearer token")
@APIResponse(responseCode = "403", description = "None of the token's roles allows this")
public class RetentionResource {

  private static final String SILENT = "retention-candidates";
  private static final String LATEST = "erasures";
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  @Inject RetentionSettings settings;
  @Inject Retention retention;
  @Inject Silent silent;

  @GET
  @Path("retention")
  @Operation(
      summary = "The retention rules in force",
      description = "Set by the operator (heard.retention.…), off as delivered.")
  @APIResponse(
      responseCode = "200",
      description = "The rules",
      content = @Content(schema = @Schema(implementation = RetentionApi.Rules.class)))
  public RetentionApi.Rules rules() {
    return new RetentionApi.Rules(
        settings.rules().entrySet().stream()
            .map(rule -> new RetentionApi.Rule(rule.getKey(), rule.getValue().toString()))
            .toList());
  }

  @GET
  @Path("retention/candidates")
  @Operation(
      summary = "Who would be erased now",
      description =
          "A dry run: of a rule in force, or of one that is still to be set, with `silentFor`. Persons of a scope who belong to no"
              + " organisation, have no open demand, and neither said nor were told anything nor were changed for that long. Changes nothing.")
  @APIResponse(
      responseCode = "200",
      description = "A page of candidates, the longest unchanged first",
      content =
          @Content(
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      properties = {
                        @SchemaProperty(
                            name = "items",
                            type = SchemaType.ARRAY,
                            implementation = RetentionApi.Candidate.class),
                        @SchemaProperty(
                            name = "next",
                            type = SchemaType.STRING,
                            nullable = true,
                            description = "Cursor of the page that follows, null on the last")
                      })))
  @APIResponse(
      responseCode = "400",
      description = "No such scope, no period, or no rule for the scope")
  public Response candidates(
      @Parameter(description = "REGISTERED, TARGET, POTENTIAL or LATENT", required = true)
          @QueryParam("scope")
          String scope,
      @Parameter(
              description =
                  "ISO 8601 period of days, months, years, such as P24M; default: that of the rule in force")
          @QueryParam("silentFor")
          String silentFor,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") String limit,
      @Parameter(description = "`next` of the page before") @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, SILENT, 2);
    List<FieldError> errors = new ArrayList<>();
    Scope whose = scope(scope, errors);
    Period period = period(silentFor, whose, errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    Silent.Found from =
        cursor == null
            ? Silent.BEFORE_ALL
            : new Silent.Found(
                new RetentionApi.Candidate(cursor.uuid(1), null, null, null), cursor.instant(0));
    List<Silent.Found> found = silent.page(whose, retention.since(period), from, size.plusOne());
    return Page.of(
            found, size, one -> Cursor.of(SILENT, one.updatedAt(), one.candidate().customer()))
        .map(Silent.Found::candidate)
        .answer(uri);
  }

  private static Scope scope(String name, List<FieldError> errors) {
    return Arrays.stream(Scope.values())
        .filter(scope -> scope.name().equals(name))
        .findFirst()
        .orElseGet(
            () -> {
              String message = "must be one of " + Arrays.toString(Scope.values());
              errors.add(FieldError.query("scope", "not-one-of", message));
              return null;
            });
  }

  private Period period(String text, Scope scope, List<FieldError> errors) {
    if (text == null) {
      Period rule = scope == null ? null : settings.rules().get(scope);
      if (rule == null) {
        String message = "is required: no rule is set for this scope";
        errors.add(FieldError.query("silentFor", "required", message));
      }
      return rule;
    }
    try {
      Period period = Period.parse(text);
      if (!period.isNegative() && period.toTotalMonths() <= 12_000 && period.getDays() <= 365_000) {
        return period;
      }
    } catch (DateTimeParseException e) {
      // said below, as for one that is out of bounds
    }
    errors.add(
        FieldError.query("silentFor", "invalid-period", "must be an ISO 8601 period such as P24M"));
    return null;
  }

  @GET
  @Path("erasures")
  @Operation(
      summary = "Who was erased, newest first",
      description = "On request or by a retention rule, by whom and why. Kept for good.")
  @APIResponse(
      responseCode = "200",
      description = "A page of erasures",
      content =
          @Content(
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      properties = {
                        @SchemaProperty(
                            name = "items",
                            type = SchemaType.ARRAY,
                            implementation = RetentionApi.Erased.class),
                        @SchemaProperty(
                            name = "next",
                            type = SchemaType.STRING,
                            nullable = true,
                            description = "Cursor of the page that follows, null on the last")
                      })))
  public Response erasures(
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") String limit,
      @Parameter(description = "`next` of the page before") @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, LATEST, 2);
    List<RetentionApi.Erased> found =
        silent.erasures(
            cursor == null ? LAST : cursor.instant(0),
            cursor == null ? new UUID(-1, -1) : cursor.uuid(1),
            size.plusOne());
    return Page.of(found, size, one -> Cursor.of(LATEST, one.erasedAt(), one.customer()))
        .answer(uri);
  }
}
