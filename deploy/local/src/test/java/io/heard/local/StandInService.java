package io.heard.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * Stands in for a service: takes its configuration from the same variables and says it is ready
 * when its own database answers. Answers {@code /environment} with the variables it got.
 */
public final class StandInService {

  private StandInService() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> variables = System.getenv();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getByName(variables.get("QUARKUS_HTTP_HOST")),
                Integer.parseInt(variables.get("QUARKUS_HTTP_PORT"))),
            0);
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(databaseAnswers(variables) ? 200 : 503, -1);
          exchange.close();
        });
    server.createContext(
        "/environment",
        exchange -> {
          byte[] body = variables.toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private static boolean databaseAnswers(Map<String, String> variables) {
    try {
      DriverManager.getConnection(
              variables.get("QUARKUS_DATASOURCE_JDBC_URL"),
              variables.get("QUARKUS_DATASOURCE_USERNAME"),
              variables.get("QUARKUS_DATASOURCE_PASSWORD"))
          .close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }
}
