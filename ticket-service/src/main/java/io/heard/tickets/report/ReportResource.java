package io.heard.tickets.report;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.tickets.follow.ChangedTickets;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reports over HTTP. */
@Path("/v1/reports")
@Tag(
    name = "Reports",
    description = "What came of all demands together, by day in one time zone, as JSON or CSV")
public class ReportResource {

  private static final String CSV = "text/csv";
  private static final String CSV_ENDING = ".csv";

  @Inject Reports reports;
  @Inject ReportSums sums;
  @Inject ChangedTickets changes;
  @Inject Clock clock;

  /** A report as JSON. */
  @Schema(name = "Report")
  public record Report(
      String report,
      @Schema(description = "First day; null for what is open now") LocalDate from,
      @Schema(description = "Last day, inclusive") LocalDate to,
      @Schema(description = "Whose days these are (heard.reports.time-zone)") String timeZone,
      @Schema(description = "What a row is about") String by,
      @Schema(
              description =
                  "Changes of tickets that are not counted yet: usually a few for less than a second; more after a rebuild")
          long pending,
      @Schema(description = "Column by name; part is what the row is about")
          List<Map<String, Object>> items) {}

  @GET
  @ChecksQuery
  @Path("{report}")
  @Produces({MediaType.APPLICATION_JSON, CSV})
  @RolesAllowed({Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "A report",
      description =
          "{report} is one of times, volumes, breaches, needs, backlog. times: working time to acknowledge, first answer and resolve, with mean, median and ninetieth percentile (these to within 12 %), and the "
              + "share that was late. volumes: logged, resolved, closed, handoffs, repeat contacts, satisfaction; divided by day, week or month it "
              + "is the trend. breaches: clocks that ran out, by kind. needs: demands by dimension and benefit of the need behind them "
              + "(kind=COMPLAINT&by=product: complaints per product and need). backlog: what is open now by age in days since logging; from and to "
              + "do not matter. As CSV (RFC 4180) with Accept: text/csv or the ending .csv. What happens to a ticket counts for the team, product "
              + "and kind it had then, what is open now for those it has now.")
  @Parameter(
      name = "from",
      in = ParameterIn.QUERY,
      description = "First day; default 29 days before to")
  @Parameter(
      name = "to",
      in = ParameterIn.QUERY,
      description = "Last day, inclusive; default today")
  @Parameter(
      name = "by",
      in = ParameterIn.QUERY,
      description = "total (default), day, week (ISO 8601), month, team, product, kind")
  @Parameter(
      name = "team",
      in = ParameterIn.QUERY,
      description = "Only of this team; empty: of none")
  @Parameter(
      name = "product",
      in = ParameterIn.QUERY,
      description = "Only of this product; empty: of none")
  @Parameter(name = "kind", in = ParameterIn.QUERY, description = "Only of this kind")
  @APIResponse(
      responseCode = "200",
      description = "The report",
      content = @Content(schema = @Schema(implementation = Report.class)))
  public Response get(
      @PathParam("report") String path, @Context UriInfo uri, @Context HttpHeaders headers) {
    String name = path.replace(CSV_ENDING, "");
    LocalDate today = clock.instant().atZone(sums.zone()).toLocalDate();
    ReportQuery query = ReportQuery.of(uri.getQueryParameters(), today);
    List<Map<String, Object>> rows = rows(name, query, today);
    if (path.endsWith(CSV_ENDING) || wantsCsv(headers)) {
      Map<String, Object> any =
          rows.isEmpty() ? rows(name, query.undivided(), today).get(0) : rows.get(0);
      return Response.ok(CsvReport.of(any.keySet(), rows), CSV + ";charset=UTF-8")
          .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"")
          .build();
    }
    boolean now = name.equals("backlog");
    return Response.ok(
            new Report(
                name,
                now ? null : query.from(),
                now ? today : query.to(),
                sums.zone().getId(),
                query.by().name().toLowerCase(Locale.ROOT),
                changes.waiting(),
                rows),
            MediaType.APPLICATION_JSON)
        .build();
  }

  private List<Map<String, Object>> rows(String name, ReportQuery query, LocalDate today) {
    return switch (name) {
      case "times" -> reports.times(query);
      case "volumes" -> reports.volumes(query);
      case "breaches" -> reports.breaches(query);
      case "needs" -> reports.needs(query);
      case "backlog" -> reports.backlog(query, today);
      default -> throw Problem.notFound("Report " + name);
    };
  }

  private static boolean wantsCsv(HttpHeaders headers) {
    MediaType first = headers.getAcceptableMediaTypes().get(0);
    return first.getType().equals("text") && first.getSubtype().equals("csv");
  }

  @POST
  @Path("rebuild")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "Sum everything up anew",
      description =
          "From the ledger, in the background: reports are partial meanwhile, and pending says how much is to come. Never needed after a crash.")
  @APIResponse(responseCode = "202", description = "Begun")
  public Response rebuild() {
    sums.rebuild();
    return Response.accepted(Map.of("pending", changes.waiting())).build();
  }
}
