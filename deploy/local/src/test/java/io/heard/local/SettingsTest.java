package io.heard.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final Path HOME = Path.of("/srv/heard");

  @Test
  void optionsBeatVariablesAndVariablesBeatDefaults() {
    Settings settings =
        Settings.of(
            HOME,
            Arguments.parse(List.of("--ticket-port", "9001", "--data=/var/heard")),
            Map.of("HEARD_TICKET_PORT", "9002", "HEARD_KAFKA_PORT", "9003"));

    assertThat(settings.port(Endpoint.TICKET)).isEqualTo(9001);
    assertThat(settings.port(Endpoint.KAFKA)).isEqualTo(9003);
    assertThat(settings.port(Endpoint.CUSTOMER)).isEqualTo(8081);
    assertThat(settings.data()).isEqualTo(Path.of("/var/heard"));
  }

  @Test
  void keepsItsDataBesideTheScriptByDefault() {
    assertThat(Settings.of(HOME, Arguments.parse(List.of()), Map.of()).data())
        .isEqualTo(HOME.resolve(".heard"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "http", ""})
  void refusesWhatIsNoPort(String port) {
    Arguments arguments = Arguments.parse(List.of("--smtp-port=" + port));

    assertThatThrownBy(() -> Settings.of(HOME, arguments, Map.of()))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("--smtp-port must be a port between 1 and 65535");
  }

  @Test
  void refusesWhatNobodyReads() {
    assertThatThrownBy(() -> Arguments.parse(List.of("--ticket-prot", "1")).allow(Set.of(), 0))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("--ticket-prot");
    assertThatThrownBy(() -> Arguments.parse(List.of("now")).allow(Set.of(), 0))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("now");
    assertThatThrownBy(() -> Arguments.parse(List.of("--data")))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("--data needs a value");
  }
}
