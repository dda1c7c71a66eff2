package io.heard.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.local.Arguments;
import io.heard.local.Endpoint;
import io.heard.local.Secrets;
import io.heard.local.Settings;
import io.heard.local.token.SigningKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {

  @TempDir Path data;

  @Test
  void filesGoBesideTheDataAndMailsToTheReceiverUnlessTheUserSaysOtherwise() throws Exception {
    Map<String, String> tickets = environment(Endpoint.TICKET, Map.of());
    Map<String, String> notifications = environment(Endpoint.NOTIFICATION, Map.of());

    assertThat(tickets)
        .containsEntry("HEARD_ATTACHMENTS_STORE", "DISK")
        .containsEntry("HEARD_ATTACHMENTS_DIRECTORY", data.resolve("attachments").toString())
        .containsEntry("HEARD_PUBLIC_URL", "http://localhost:8082");
    assertThat(notifications)
        .containsEntry("QUARKUS_MAILER_HOST", "127.0.0.1")
        .containsEntry("QUARKUS_MAILER_PORT", "22525")
        .containsEntry("HEARD_WEBHOOKS_ALLOW_PRIVATE_NETWORKS", "true");
  }

  @Test
  void whatTheUserHasSetWins() throws Exception {
    Map<String, String> given =
        Map.of(
            "HEARD_ATTACHMENTS_STORE", "S3",
            "HEARD_PUBLIC_URL", "https://heard.example.com",
            "HEARD_STATUS_SECRET", "of another installation",
            "HEARD_WEBHOOKS_ALLOW_PRIVATE_NETWORKS", "false");

    assertThat(environment(Endpoint.TICKET, given))
        .containsEntry("HEARD_ATTACHMENTS_STORE", "S3")
        .containsEntry("HEARD_PUBLIC_URL", "https://heard.example.com")
        .containsEntry("HEARD_STATUS_SECRET", "of another installation")
        .as("what was stored on disk before stays readable")
        .containsEntry("HEARD_ATTACHMENTS_DIRECTORY", data.resolve("attachments").toString());
    assertThat(environment(Endpoint.NOTIFICATION, given))
        .containsEntry("HEARD_WEBHOOKS_ALLOW_PRIVATE_NETWORKS", "false")
        .containsEntry("QUARKUS_MAILER_HOST", "127.0.0.1");
  }

  @Test
  void aMailServerOfTheUsersOwnIsReachedAtItsOwnPort() throws Exception {
    assertThat(
            environment(Endpoint.NOTIFICATION, Map.of("QUARKUS_MAILER_HOST", "mail.example.com")))
        .doesNotContainKeys("QUARKUS_MAILER_HOST", "QUARKUS_MAILER_PORT");
  }

  @Test
  void anEmptyVariableSaysNothing() throws Exception {
    assertThat(environment(Endpoint.TICKET, Map.of("HEARD_ATTACHMENTS_STORE", " ")))
        .containsEntry("HEARD_ATTACHMENTS_STORE", "DISK");
  }

  @Test
  void whatMakesThePartsFindEachOtherIsNotTheUsers() throws Exception {
    assertThat(
            environment(
                Endpoint.TICKET,
                Map.of(
                    "QUARKUS_HTTP_PORT", "80", "KAFKA_BOOTSTRAP_SERVERS", "kafka.example.com:1")))
        .containsEntry("QUARKUS_HTTP_PORT", "8082")
        .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:29092");
  }

  private Map<String, String> environment(Endpoint endpoint, Map<String, String> given)
      throws Exception {
    Settings settings =
        Settings.of(data, Arguments.parse(List.of("--data", data.toString())), Map.of());
    return Service.all(settings, Secrets.of(data), SigningKey.of(data), given).stream()
        .filter(service -> service.port() == settings.port(endpoint))
        .findFirst()
        .orElseThrow()
        .environment();
  }
}
