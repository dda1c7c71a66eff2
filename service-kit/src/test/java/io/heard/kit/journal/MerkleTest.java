package io.heard.kit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the vectors of certificate transparency, and against verification as RFC 9162 has it. */
class MerkleTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final List<byte[]> INPUTS =
      List.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .stream()
          .map(HEX::parseHex)
          .toList();

  @ParameterizedTest
  @CsvSource({
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void root_asInTheVectorsOfCertificateTransparency(int size, String root) {
    assertThat(HEX.formatHex(Merkle.root(INPUTS.subList(0, size)))).isEqualTo(root);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 100, 2048})
  void path_leadsEveryEntryToTheRoot_andNoOther(int size) throws Exception {
    List<byte[]> entries =
        IntStream.range(0, size)
            .mapToObj(i -> ("entry " + i).getBytes(StandardCharsets.UTF_8))
            .toList();
    byte[] root = Merkle.root(entries);
    for (int i = 0; i < size; i += Math.max(1, size / 50)) {
      List<byte[]> path = Merkle.path(i, entries);
      assertThat(rootOf(entries.get(i), i, size, path)).isEqualTo(root);
      assertThat(rootOf("another".getBytes(StandardCharsets.UTF_8), i, size, path))
          .isNotEqualTo(root);
    }
  }

  @Test
  void leafAndNode_areToldApart() throws Exception {
    byte[] left = sha256((byte) 0, INPUTS.get(1), new byte[0]);
    byte[] right = sha256((byte) 0, INPUTS.get(2), new byte[0]);
    byte[] both = new byte[64];
    System.arraycopy(left, 0, both, 0, 32);
    System.arraycopy(right, 0, both, 32, 32);
    assertThat(Merkle.root(List.of(both))).isNotEqualTo(Merkle.root(INPUTS.subList(1, 3)));
  }

  /** RFC 9162, section 2.1.3.2. */
  private static byte[] rootOf(byte[] entry, int position, int size, List<byte[]> path)
      throws Exception {
    int fn = position;
    int sn = size - 1;
    byte[] r = sha256((byte) 0, entry, new byte[0]);
    for (byte[] p : new ArrayList<>(path)) {
      assertThat(sn).isNotZero();
      if ((fn & 1) == 1 || fn == sn) {
        r = sha256((byte) 1, p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = sha256((byte) 1, r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    assertThat(sn).isZero();
    return r;
  }

  private static byte[] sha256(byte prefix, byte[] first, byte[] second) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(prefix);
    digest.update(first);
    return digest.digest(second);
  }
}
