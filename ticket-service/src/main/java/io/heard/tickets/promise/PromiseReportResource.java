package io.heard.tickets.promise;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.QueryDay;
import io.heard.kit.security.Roles;
import io.heard.tickets.promise.PromiseTally.By;
import io.heard.tickets.promise.PromiseTally.Which;
import io.heard.tickets.report.CsvReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How many of their promises teams and people keep. */
@Path("/v1/reports")
@Tag(name = "Reports", description = "How it went")
public class PromiseReportResource {

  private static final String BY_NAME = "name";
  private static final int SCALE = 4;
  private static final int DAYS = 30;
  private static final int MOST_IN_A_FILE = 100_000;
  private static final String CSV = "text/csv";
  private static final Set<String> PARAMETERS =
      Set.of("from", "to", "by", "team", "person", "limit", "after");

  private static final Row NOTHING = new Row("", 0, 0, 0, 0, 0, null);

  @Inject PromiseTally tally;
  @Inject Clock clock;

  /** The promises of a team or person. */
  @Schema(name = "PromisesKept")
  public record Row(
      @Schema(
              description =
                  "Team, person, day, week (ISO 8601) or month; empty for promises on tickets of a person without a team")
          String name,
      @Schema(description = "Promises made in these days") long made,
      @Schema(description = "Kept in time in these days") long kept,
      @Schema(description = "Whose date passed in these days without the deed") long broken,
      @Schema(description = "Done after their date in these days; counted as broken as well")
          long keptLate,
      @Schema(description = "The customer let go in these days") long released,
      @Schema(
              description = "kept / (kept + broken), 0 to 1, four decimals; null when neither",
              example = "0.9375")
          BigDecimal keptRate) {

    static Row of(Object[] row) {
      long kept = number(row[2]);
      long broken = number(row[3]);
      return new Row(
          (String) row[0],
          number(row[1]),
          kept,
          broken,
          number(row[4]),
          number(row[5]),
          kept + broken == 0
              ? null
              : BigDecimal.valueOf(kept)
                  .divide(BigDecimal.valueOf(kept + broken), SCALE, RoundingMode.HALF_UP));
    }

    private Map<String, Object> cells() {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("part", name);
      cells.put("made", made);
      cells.put("kept", kept);
      cells.put("broken", broken);
      cells.put("keptLate", keptLate);
      cells.put("released", released);
      cells.put("keptRate", keptRate);
      return cells;
    }

    private static long number(Object count) {
      return ((Number) count).longValue();
    }
  }

  @GET
  @ChecksQuery
  @Path("promises")
  @Produces({MediaType.APPLICATION_JSON, CSV})
  @RolesAllowed({Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "Promises kept",
      description =
          "Counted as it happens, by day in UTC. by=team (default; the team that owned the ticket when it was promised, or where a person alone did, the first of their teams), person (who "
              + "promised) or total; divided by day, week or month it is the trend. team and person count only theirs. from and to are days, "
              + "both included; default the last 30 days. By name, keyset paged; as CSV (RFC 4180) with Accept: text/csv or the ending .csv, "
              + "then all rows at once.")
  @Parameter(
      name = "by",
      in = ParameterIn.QUERY,
      description = "team (default), person, total, day, week (ISO 8601), month")
  @Parameter(name = "from", in = ParameterIn.QUERY, description = "First day")
  @Parameter(name = "to", in = ParameterIn.QUERY, description = "Last day, inclusive")
  @Parameter(name = "team", in = ParameterIn.QUERY, description = "Only of this team")
  @Parameter(name = "person", in = ParameterIn.QUERY, description = "Only of this person")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 200, default 50")
  public Response report(
      @QueryParam("after") String after, @Context UriInfo uri, @Context HttpHeaders headers) {
    Which which = which(uri.getQueryParameters());
    MediaType wanted = headers.getAcceptableMediaTypes().get(0);
    if (wanted.getType().equals("text") && wanted.getSubtype().equals("csv")) {
      return file(which);
    }
    Limit size = Limit.of(uri.getQueryParameters().getFirst("limit"));
    Cursor cursor = Cursor.parse(after, BY_NAME, 1);
    List<Object[]> rows =
        tally.report(which, cursor == null ? null : cursor.text(0), size.plusOne());
    return Page.of(rows.stream().map(Row::of).toList(), size, row -> Cursor.of(BY_NAME, row.name()))
        .answer(uri);
  }

  @GET
  @ChecksQuery
  @Path("promises.csv")
  @Produces(CSV)
  @RolesAllowed({Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "Promises kept, as CSV (RFC 4180)", description = "All rows at once.")
  public Response csv(@Context UriInfo uri) {
    return file(which(uri.getQueryParameters()));
  }

  private Response file(Which which) {
    List<Map<String, Object>> rows =
        tally.report(which, null, MOST_IN_A_FILE).stream().map(row -> Row.of(row).cells()).toList();
    return Response.ok(CsvReport.of(NOTHING.cells().keySet(), rows), CSV + ";charset=UTF-8")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"promises.csv\"")
        .build();
  }

  private Which which(MultivaluedMap<String, String> query) {
    Mistakes mistakes = new Mistakes().unknown(query, PARAMETERS);
    List<FieldError> errors = mistakes.errors();
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate last = QueryDay.of("to", query.getFirst("to"), today, errors);
    LocalDate first =
        QueryDay.of("from", query.getFirst("from"), last.minusDays(DAYS - 1L), errors);
    By group = group(query.getFirst("by"), errors);
    if (errors.isEmpty() && first.isAfter(last)) {
      errors.add(FieldError.query("from", "after-to", "must not be after to"));
    }
    mistakes.refuse();
    return new Which(group, first, last, query.getFirst("team"), query.getFirst("person"));
  }

  private static By group(String given, List<FieldError> errors) {
    if (given == null) {
      return By.TEAM;
    }
    return Arrays.stream(By.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(given))
        .findFirst()
        .orElseGet(
            () -> {
              errors.add(
                  FieldError.query(
                      "by", "not-one-of", "must be one of team, person, total, day, week, month"));
              return By.TEAM;
            });
  }
}
