package io.heard.tickets.ticket;

import io.heard.tickets.clock.ClockChange;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about policies that are applied again to open clocks. */
public final class ReapplyApi {

  /** How many examples and failures a run keeps. */
  static final int EXAMPLES = 100;

  private ReapplyApi() {}

  @Schema(name = "Reapply")
  public record Request(
      @Schema(
              description = "true (default): only count what would change. false: change it",
              examples = "true")
          Boolean dryRun) {

    boolean dry() {
      return dryRun == null || dryRun;
    }
  }

  /** Whether a run is still going on. */
  public enum State {
    RUNNING,
    DONE
  }

  /**
   * A run.
   *
   * @param id of the run
   * @param policyId of the policy applied again
   * @param dryRun whether it only counts
   * @param toExamine open tickets when it was asked for; about as many will be examined
   * @param examined open tickets looked at so far
   * @param tickets of them with at least one clock that changes
   * @param clocks that change
   * @param breaching clocks that are overdue at once by the change
   * @param failed tickets that could not be done; they are as they were
   * @param examples the first 100 changes
   * @param failures the first 100 of the failed
   */
  @Schema(name = "Reapplication")
  public record View(
      UUID id,
      UUID policyId,
      boolean dryRun,
      State state,
      Instant requestedAt,
      String requestedBy,
      Instant finishedAt,
      @Schema(description = "Open tickets when it was asked for") long toExamine,
      @Schema(description = "Open tickets looked at so far") long examined,
      @Schema(description = "Tickets with a clock that changes") long tickets,
      @Schema(description = "Clocks that change") long clocks,
      @Schema(description = "Clocks that are overdue at once by the change") long breaching,
      @Schema(description = "Tickets that could not be done; they stay as they were") long failed,
      @Schema(description = "The first 100 changes") List<Example> examples,
      @Schema(description = "The first 100 of the failed") List<Failure> failures) {}

  /** A clock that changes. */
  @Schema(name = "ReapplicationExample")
  public record Example(UUID ticketId, String number, ClockChange clock) {}

  /** A ticket that could not be done. */
  @Schema(name = "ReapplicationFailure")
  public record Failure(UUID ticketId, String why) {}
}
