package io.heard.local.command;

import io.heard.local.Arguments;
import io.heard.local.Complaint;
import io.heard.local.LocalSystem;
import io.heard.local.Settings;
import io.heard.local.preflight.Preflight;
import io.heard.local.token.TokenRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code ./run token}: prints a token and nothing else. */
public final class TokenCommand {
  private static final Set<String> ROLES =
      Set.of("frontline", "agent", "lead", "ops", "admin", "integration");

  private TokenCommand() {}

  public static int run(Settings settings, Arguments arguments, Clock clock) throws IOException {
    arguments.allow(Set.of("--user", "--roles", "--client", "--email", "--ttl"), 0);
    TokenRequest request = request(arguments);
    Preflight.checkData(settings.data());
    System.out.println(LocalSystem.of(settings, clock).token(request));
    return 0;
  }

  private static TokenRequest request(Arguments arguments) {
    String user =
        arguments
            .option("--user")
            .filter(name -> !name.isBlank())
            .orElseThrow(
                () ->
                    new Complaint(
                        "Whose token? For example: ./run token --user mei --roles frontline,agent"));
    return new TokenRequest(
        user,
        roles(arguments.option("--roles").orElse("")),
        arguments.option("--client"),
        arguments.option("--email"),
        arguments
            .option("--ttl")
            .map(TokenCommand::validity)
            .orElse(TokenRequest.DEFAULT_VALIDITY));
  }

  private static List<String> roles(String list) {
    List<String> roles =
        Arrays.stream(list.split(",")).map(String::strip).filter(role -> !role.isEmpty()).toList();
    for (String role : roles) {
      if (!ROLES.contains(role)) {
        throw new Complaint(
            "There is no role '"
                + role
                + "'. Roles: "
                + String.join(", ", ROLES.stream().sorted().toList()));
      }
    }
    return roles;
  }

  private static Duration validity(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new Complaint("--ttl must be at least a second, not " + text + ".");
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw new Complaint("--ttl is an ISO-8601 duration such as PT12H, not '" + text + "'.", e);
    }
  }
}
