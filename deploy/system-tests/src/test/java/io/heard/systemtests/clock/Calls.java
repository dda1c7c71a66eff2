package io.heard.systemtests.clock;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Redirects the calls of a static method in a class file (JVMS §4.4) to the method of the same name
 * and descriptor of {@link MachineClock}: only the entry of the constant pool that all of these
 * calls share has to name another class.
 */
final class Calls {
  static final String INSTEAD = "io/heard/systemtests/clock/MachineClock";
  private static final int AFTER_VERSION = 8;

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

  /** An entry of the pool: its tag, its two references or -1, its text if it is one. */
  private record Constant(int tag, int at, int first, int second, String text) {
    static final Constant NONE = new Constant(0, 0, -1, -1, null);
  }

  private final byte[] bytes;
  private final List<Constant> pool = new ArrayList<>();
  private int poolEnd;

  private Calls(byte[] bytes) throws IOException {
    this.bytes = bytes;
    read();
  }

  /**
   * @return the class as it should be, null if nothing in it has to change
   */
  static byte[] redirect(byte[] bytes, String owner, String method, String descriptor) {
    try {
      return mentions(bytes, method)
          ? new Calls(bytes).redirected(owner, method, descriptor)
          : null;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A quick look: nearly every class does not. */
  private static boolean mentions(byte[] bytes, String method) {
    byte[] name = method.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at <= bytes.length - name.length; at++) {
      if (bytes[at] == name[0]
          && Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }

  private void read() throws IOException {
    ByteArrayInputStream source = new ByteArrayInputStream(bytes);
    DataInputStream in = new DataInputStream(source);
    in.skipNBytes(AFTER_VERSION);
    int count = in.readUnsignedShort();
    pool.add(Constant.NONE);
    while (pool.size() < count) {
      int at = bytes.length - source.available();
      int tag = in.readUnsignedByte();
      pool.add(constant(in, tag, at));
      if (tag == LONG || tag == DOUBLE) {
        pool.add(Constant.NONE);
      }
    }
    poolEnd = bytes.length - source.available();
  }

  private static Constant constant(DataInputStream in, int tag, int at) throws IOException {
    return switch (tag) {
      case UTF8 -> new Constant(tag, at, -1, -1, in.readUTF());
      case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE ->
          new Constant(tag, at, in.readUnsignedShort(), -1, null);
      case METHOD_HANDLE ->
          new Constant(tag, at, in.readUnsignedByte(), in.readUnsignedShort(), null);
      case LONG, DOUBLE -> {
        in.readLong();
        yield new Constant(tag, at, -1, -1, null);
      }
      // all others are two references, or a number of four bytes
      default -> new Constant(tag, at, in.readUnsignedShort(), in.readUnsignedShort(), null);
    };
  }

  private byte[] redirected(String owner, String method, String descriptor) throws IOException {
    List<Constant> found =
        pool.stream().filter(one -> isCall(one, owner, method, descriptor)).toList();
    if (found.isEmpty()) {
      return null;
    }
    int className = pool.size();
    int instead = className + 1;
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(changed);
    out.write(bytes, 0, AFTER_VERSION);
    out.writeShort(pool.size() + 2);
    byte[] entries = bytes.clone();
    for (Constant call : found) {
      entries[call.at() + 1] = (byte) (instead >> 8);
      entries[call.at() + 2] = (byte) instead;
    }
    out.write(entries, AFTER_VERSION + 2, poolEnd - AFTER_VERSION - 2);
    out.writeByte(UTF8);
    out.writeUTF(INSTEAD);
    out.writeByte(CLASS);
    out.writeShort(className);
    out.write(bytes, poolEnd, bytes.length - poolEnd);
    return changed.toByteArray();
  }

  private boolean isCall(Constant one, String owner, String method, String descriptor) {
    if (one.tag() != METHOD || !text(pool.get(one.first()).first()).equals(owner)) {
      return false;
    }
    Constant signature = pool.get(one.second());
    return signature.tag() == NAME_AND_TYPE
        && text(signature.first()).equals(method)
        && text(signature.second()).equals(descriptor);
  }

  private String text(int index) {
    return pool.get(index).text();
  }
}
