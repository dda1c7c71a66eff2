package io.heard.local;

import io.heard.local.supervise.LauncherProcess;
import io.heard.local.supervise.RunState;
import io.heard.local.token.SigningKey;
import io.heard.local.token.TokenMint;
import io.heard.local.token.TokenRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The local system as its users see it: where the services are, and tokens to call them with. */
public final class LocalSystem {
  private final Settings settings;
  private final TokenMint mint;

  private LocalSystem(Settings settings, TokenMint mint) {
    this.settings = settings;
    this.mint = mint;
  }

  public static LocalSystem of(Settings settings, Clock clock) throws IOException {
    return new LocalSystem(settings, new TokenMint(SigningKey.of(settings.data()), clock));
  }

  /** The system that runs on this data directory, at the ports it was started with. */
  public static Optional<LocalSystem> running(Settings settings, Clock clock) throws IOException {
    Optional<RunState> state = RunState.read(settings.data());
    if (state.isEmpty() || LauncherProcess.find(settings).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(of(settings.withPorts(state.get().ports()), clock));
  }

  public URI customers() {
    return base(Endpoint.CUSTOMER);
  }

  public URI tickets() {
    return base(Endpoint.TICKET);
  }

  public URI notifications() {
    return base(Endpoint.NOTIFICATION);
  }

  /** A bearer token, valid for {@link TokenRequest#DEFAULT_VALIDITY}. */
  public String token(String user, String... roles) {
    return token(TokenRequest.of(user, List.of(roles)));
  }

  public String token(TokenRequest request) {
    return mint.mint(request);
  }

  public Settings settings() {
    return settings;
  }

  public Path data() {
    return settings.data();
  }

  private URI base(Endpoint endpoint) {
    return URI.create("http://localhost:" + settings.port(endpoint));
  }
}
