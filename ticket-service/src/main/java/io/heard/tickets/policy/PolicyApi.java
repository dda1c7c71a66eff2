package io.heard.tickets.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about SLA policies. */
public final class PolicyApi {
  private static final BigDecimal USUAL_WARNING = new BigDecimal("0.75");

  /**
   * Which tickets a policy is for: those that fit every list. An empty list fits all; of tags one
   * in common is enough.
   *
   * @param tiers customer tiers
   * @param kinds kinds of demand
   * @param channels where it was heard
   * @param priorities {@code P1} to {@code P4}
   * @param products products
   * @param teams owning teams
   * @param tags tags
   */
  @Schema(
      name = "SlaPolicyWhen",
      description =
          "A ticket must fit every list; an empty list fits all, one common tag is enough")
  public record When(
      @Schema(examples = "[\"GOLD\"]") List<String> tiers,
      @Schema(examples = "[\"COMPLAINT\"]") List<String> kinds,
      List<String> channels,
      @Schema(examples = "[\"P1\", \"P2\"]") List<String> priorities,
      List<String> products,
      List<String> teams,
      List<String> tags) {
    static final When ANY = new When(null, null, null, null, null, null, null);

    /** Absent lists are empty ones. */
    public When {
      tiers = given(tiers);
      kinds = given(kinds);
      channels = given(channels);
      priorities = given(priorities);
      products = given(products);
      teams = given(teams);
      tags = given(tags);
    }

    private static List<String> given(List<String> list) {
      return list == null ? List.of() : Collections.unmodifiableList(list);
    }
  }

  /**
   * A policy as it is sent and kept.
   *
   * @param name 1 to 100 letters, digits, spaces, {@code . _ -}; unique
   * @param order 0 to 999999; lower ones come first, of equal ones the older
   * @param active whether it is looked at; default true
   * @param when which tickets it is for; default all
   * @param calendar name of a stored calendar, or {@code 24x7}
   * @param warnAt share of the target after which a clock warns, above 0 and below 1; default 0.75
   * @param pauseWhileWaitingForOthers whether RESOLUTION pauses then as well; default false
   * @param targets kind of clock to ISO 8601 time of at least one second; a kind that is missing is
   *     left to the next matching policy
   */
  @Schema(name = "SlaPolicy")
  public record Definition(
      @Schema(
              description = "1 to 100 letters, digits, spaces, . _ -; unique",
              examples = "gold complaints")
          String name,
      @Schema(
              description = "0 to 999999; lower ones first, of equal ones the older",
              examples = "10")
          Integer order,
      @Schema(description = "Whether it is looked at; default true") Boolean active,
      When when,
      @Schema(description = "Name of a calendar, or 24x7", examples = "office") String calendar,
      @Schema(
              description =
                  "Share of the target after which a clock warns, above 0 and below 1; default 0.75",
              examples = "0.75")
          BigDecimal warnAt,
      @Schema(description = "Whether RESOLUTION pauses while waiting for others; default false")
          Boolean pauseWhileWaitingForOthers,
      @Schema(
              description =
                  "Kind of clock (ACKNOWLEDGE, FIRST_FEEDBACK, NEXT_FEEDBACK, RESOLUTION,"
                      + " CUSTOMER_WAIT) to ISO 8601 time, PT1S or more; a missing kind is left to"
                      + " the next matching policy",
              examples = "{\"ACKNOWLEDGE\": \"PT15M\", \"RESOLUTION\": \"PT24H\"}")
          Map<String, String> targets) {

    /** Fills in the defaults. */
    public Definition {
      active = active == null ? Boolean.TRUE : active;
      when = when == null ? When.ANY : when;
      warnAt = warnAt == null ? USUAL_WARNING : warnAt;
      pauseWhileWaitingForOthers =
          pauseWhileWaitingForOthers == null ? Boolean.FALSE : pauseWhileWaitingForOthers;
      targets = targets == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(targets));
    }
  }

  /**
   * A version of a policy.
   *
   * @param id stays the same over all versions
   * @param version from 1, contiguous
   * @param builtIn one of the last ones, which see to it that a policy always matches
   * @param changedAt when this version was made
   * @param changedBy by whom
   */
  @Schema(name = "SlaPolicyVersion")
  public record View(
      UUID id,
      String name,
      int version,
      boolean builtIn,
      int order,
      boolean active,
      When when,
      String calendar,
      BigDecimal warnAt,
      boolean pauseWhileWaitingForOthers,
      Map<String, String> targets,
      Instant changedAt,
      String changedBy) {}

  private PolicyApi() {}
}
