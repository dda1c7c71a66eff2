package io.heard.local.demo;

import io.heard.local.Console;
import java.util.ArrayList;
import java.util.List;

/** Prints the stories: plain text of at most 100 columns, with colours where they can be seen. */
final class Narrator {
  private static final int WIDTH = 100;
  private static final String PROOF = "  proof  ";
  private static final String BROKEN = "  BROKEN ";
  private static final String REQUEST = "  > ";
  private static final String ANSWER = "  < ";

  private final Console console;
  private final boolean colours;

  Narrator(Console console, boolean colours) {
    this.console = console;
    this.colours = colours;
  }

  void title(String title, String line) {
    console.say("");
    console.say(colour("1", title));
    paragraph("", line);
  }

  /** What happens, in words. */
  void tell(String text) {
    console.say("");
    paragraph("", text);
  }

  /** What was really sent. */
  void request(String who, String method, String path, String body) {
    String line = who + ": " + method + " " + shortened(path) + (body == null ? "" : " " + body);
    lines(REQUEST, line).forEach(each -> console.say(colour("36", each)));
  }

  void answer(String text) {
    lines(ANSWER, text).forEach(each -> console.say(colour("2", each)));
  }

  void proof(String text) {
    mark(PROOF, "32", text);
  }

  void broken(String text) {
    mark(BROKEN, "1;31", text);
  }

  /** Preformatted. */
  void say(String text) {
    console.say(text);
  }

  private void paragraph(String indent, String text) {
    lines(indent, text).forEach(console::say);
  }

  private void mark(String mark, String code, String text) {
    List<String> lines = lines(mark, text);
    console.say(colour(code, mark) + lines.get(0).substring(mark.length()));
    lines.stream().skip(1).forEach(console::say);
  }

  private String colour(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Status links and cursors are long and tell nothing. */
  private static String shortened(String path) {
    return path.length() <= 70 ? path : path.substring(0, 60) + "...";
  }

  /** Wraps at spaces; the first line begins with {@code mark}, the others as far to the right. */
  static List<String> lines(String mark, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(mark);
    boolean empty = true;
    for (String word : text.strip().split("\\s+")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(mark.length()));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
