package io.heard.notifications.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::10.0.0.1",
        "fe80::1",
        "fc00::1",
        "fdff::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:a00:1::1",
        "2002:7f00:1::",
      })
  void special_isNotPublic(String address) throws Exception {
    assertThat(Networks.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "192.0.1.1",
        "2606:4700::1",
        "64:ff9b::808:808",
        "2002:808:808::1",
      })
  void ordinary_isPublic(String address) throws Exception {
    assertThat(Networks.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
      })
  void disguisedPrivateAddress_isRefused(String url) {
    assertThatThrownBy(() -> TargetAddress.of(url, false))
        .isInstanceOfAny(TargetAddress.Refused.class, TargetAddress.Unresolved.class);
  }

  @Test
  void plainHttp_isRefusedUnlessAllowed() throws Exception {
    assertThatThrownBy(() -> TargetAddress.of("http://8.8.8.8/", false))
        .isInstanceOf(TargetAddress.Refused.class)
        .hasMessageContaining("https");
    assertThat(TargetAddress.of("http://127.0.0.1:81/a?b=c", true))
        .satisfies(
            target -> {
              assertThat(target.port()).isEqualTo(81);
              assertThat(target.pathAndQuery()).isEqualTo("/a?b=c");
              assertThat(target.address().getHostAddress()).isEqualTo("127.0.0.1");
            });
  }
}
