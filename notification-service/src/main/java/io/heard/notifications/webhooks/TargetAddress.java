package io.heard.notifications.webhooks;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * Where a webhook goes, checked: the connection is made to the very address that was checked, so
 * that a name that changes its mind between check and connection (DNS rebinding) gains nothing.
 *
 * @param uri as the subscriber gave it
 * @param address the address to connect to
 */
record TargetAddress(URI uri, InetAddress address) {

  private static final int LAST_PORT = 65_535;

  /** A webhook may not go there. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String code;

    Refused(String code, String message) {
      super(message);
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** The name cannot be resolved right now. */
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1L;

    Unresolved(String host, UnknownHostException cause) {
      super("The host " + host + " cannot be resolved", cause);
    }
  }

  /** Reads the form of the URL, without asking anybody. */
  static URI parse(String url, boolean privateAllowed) throws Refused {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new Refused("malformed", "must be a URL: " + e.getReason());
    }
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    if ((!https && !http) || uri.getHost() == null) {
      throw new Refused("malformed", "must be an absolute https URL with a host");
    }
    if (http && !privateAllowed) {
      throw new Refused("https-required", "must begin with https: the data may be personal");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new Refused("malformed", "must have neither user information nor a fragment");
    }
    if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
      throw new Refused("malformed", "must have a port from 1 to " + LAST_PORT);
    }
    return uri;
  }

  /**
   * Resolves and checks. Every address the name has must be public: which one is taken must not be
   * luck. Asks the name server, which may take seconds.
   */
  static TargetAddress of(String url, boolean privateAllowed) throws Refused, Unresolved {
    URI uri = parse(url, privateAllowed);
    String host = uri.getHost();
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new Unresolved(host, e);
    }
    for (InetAddress address : addresses) {
      if (!privateAllowed && !Networks.isPublic(address)) {
        throw new Refused(
            "private-network",
            "must not lead into a private, loopback, link-local or otherwise special network");
      }
    }
    return new TargetAddress(uri, addresses[0]);
  }

  boolean tls() {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  int port() {
    return uri.getPort() > 0 ? uri.getPort() : tls() ? 443 : 80;
  }

  /** The host without the brackets of an IPv6 literal. */
  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  String pathAndQuery() {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }
}
