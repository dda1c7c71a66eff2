package io.heard.notifications.webhooks;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Which addresses are on the public internet. Everything that the IANA special-purpose registries
 * (RFC 6890 and its updates) do not call globally reachable is not, and neither is an IPv6 address
 * that only wraps such an IPv4 address.
 */
final class Networks {

  private record Block(byte[] prefix, int bits) {

    static Block of(String cidr) {
      int slash = cidr.indexOf('/');
      return new Block(
          literal(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Block> SPECIAL =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .stream()
          .map(Block::of)
          .toList();
  private static final Block NAT64 = Block.of("64:ff9b::/96");
  private static final Block SIX_TO_FOUR = Block.of("2002::/16");

  private Networks() {}

  /** Whether anybody on the internet would reach the same host by it. */
  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (SPECIAL.stream().anyMatch(block -> block.contains(bytes))) {
      return false;
    }
    if (address instanceof Inet6Address) {
      if (NAT64.contains(bytes)) {
        return isPublic(wrapped(bytes, 12));
      }
      if (SIX_TO_FOUR.contains(bytes)) {
        return isPublic(wrapped(bytes, 2));
      }
    }
    return true;
  }

  private static InetAddress wrapped(byte[] bytes, int from) {
    byte[] four = {bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]};
    try {
      return InetAddress.getByAddress(four);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Never asks a name server: the text is an address. */
  private static byte[] literal(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
