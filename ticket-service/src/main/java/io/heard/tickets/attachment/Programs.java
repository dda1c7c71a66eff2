package io.heard.tickets.attachment;

import io.heard.kit.http.Upload;
import io.heard.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses files that run when somebody opens them: by the ending of their name, the media type they
 * are said to have, and by how their content begins, whatever they are called.
 */
@ApplicationScoped
class Programs {

  private static final int FIRST = 64;

  /** First bytes of programs of Linux, macOS, and of scripts. */
  private static final Map<String, List<byte[]>> BEGINNINGS =
      Map.of(
          "a program of Linux", List.of(ascii("\u007fELF")),
          "a program of macOS",
              List.of(
                  new byte[] {(byte) 0xCF, (byte) 0xFA, (byte) 0xED, (byte) 0xFE},
                  new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE}),
          "a script", List.of(ascii("#!")));

  @Inject AttachmentSettings settings;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** 415 when it is one. */
  void refuse(String name, String type, Upload content) throws IOException {
    // Windows passes over dots and blanks at the end
    String named = name.replaceAll("[.\\s]+$", "");
    String ending = named.substring(named.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (settings.refusedEndings().contains(ending)) {
      throw refused("Files that end in ." + ending + " are not taken.");
    }
    if (settings.refusedTypes().contains(type)) {
      throw refused("Files of type " + type + " are not taken.");
    }
    byte[] first;
    try (InputStream begin = content.open()) {
      first = begin.readNBytes(FIRST);
    }
    if (begins(first, ascii("MZ")) && hasZero(first)) {
      throw looksLike("a program of Windows");
    }
    BEGINNINGS.forEach(
        (what, beginnings) -> {
          if (beginnings.stream().anyMatch(beginning -> begins(first, beginning))) {
            throw looksLike(what);
          }
        });
  }

  /** A text may begin with the same two letters. */
  private static boolean hasZero(byte[] content) {
    for (byte one : content) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }

  private static Problem looksLike(String what) {
    return refused("By its first bytes it is " + what + "; programs are not taken.");
  }

  private static boolean begins(byte[] content, byte[] beginning) {
    if (content.length < beginning.length) {
      return false;
    }
    for (int i = 0; i < beginning.length; i++) {
      if (content[i] != beginning[i]) {
        return false;
      }
    }
    return true;
  }

  private static Problem refused(String why) {
    return new Problem(415, "refused-file", "Unsupported media type", why);
  }
}
