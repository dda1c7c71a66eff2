package io.heard.tickets.directory;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about teams and staff. */
public final class DirectoryApi {

  private static final String NAME_MESSAGE = "must have 1 to 200 characters";
  private static final String SOMETHING = "(?s).*\\S.*";

  private DirectoryApi() {}

  @Schema(name = "TeamSettings")
  public record TeamSettings(
      @NotBlank(message = "is required") @Size(max = 200, message = NAME_MESSAGE) String name,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Schema(description = "Username of the person who hears of breaches")
          String lead,
      @Email(message = "must be an email address")
          @Size(max = 254, message = "must have at most 254 characters")
          String email,
      @Min(value = 1, message = "must be from 1 to 100000")
          @Max(value = 100_000, message = "must be from 1 to 100000")
          @Schema(description = "How many open tickets it can carry; null for no limit")
          Integer capacity) {}

  @Schema(name = "Team")
  public record TeamView(
      UUID id,
      int version,
      String name,
      String lead,
      String email,
      Integer capacity,
      @Schema(description = "False: named in a ticket, but nobody has set it up yet")
          boolean configured) {}

  @Schema(name = "StaffSettings")
  public record StaffSettings(
      @Size(min = 1, max = 200, message = NAME_MESSAGE) String name,
      @Email(message = "must be an email address")
          @Size(max = 254, message = "must have at most 254 characters")
          String email,
      @Size(max = 50, message = "must have at most 50 teams")
          List<
                  @NotBlank(message = "must not be blank") @Size(max = 200, message = NAME_MESSAGE)
                  String>
              teams,
      @Size(min = 1, max = 200, message = NAME_MESSAGE)
          @Pattern(regexp = SOMETHING, message = "must not be blank")
          String manager,
      @Pattern(
              regexp = "[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*",
              message = "must be a language tag such as zh or en-GB (BCP 47)")
          String language,
      @Schema(description = "IANA time zone", example = "Asia/Shanghai")
          @Size(max = 60, message = "must have at most 60 characters")
          String timeZone,
      @Min(value = 1, message = "must be from 1 to 100000")
          @Max(value = 100_000, message = "must be from 1 to 100000")
          Integer capacity) {}

  @Schema(name = "Staff")
  public record StaffView(
      UUID id,
      int version,
      String username,
      String name,
      String email,
      List<String> teams,
      String manager,
      String language,
      String timeZone,
      Integer capacity,
      @Schema(description = "False: seen in a token or a handoff, but nobody has set them up yet")
          boolean configured) {}
}
