package io.heard.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command line split into {@code --name value} (or {@code --name=value}) pairs and the rest. */
public record Arguments(Map<String, String> options, List<String> words) {

  public Arguments {
    options = Map.copyOf(options);
    words = List.copyOf(words);
  }

  public static Arguments parse(List<String> line) {
    Map<String, String> options = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      if (!word.startsWith("--")) {
        words.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (equals < 0 && i + 1 == line.size()) {
        throw new Complaint(name + " needs a value. See ./run help");
      }
      String value = equals < 0 ? line.get(++i) : word.substring(equals + 1);
      if (options.put(name, value) != null) {
        throw new Complaint(name + " is given twice.");
      }
    }
    return new Arguments(options, words);
  }

  public Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /** Refuses what nobody will read: a mistyped option must not be ignored. */
  public void allow(Set<String> known, int maxWords) {
    for (String name : options.keySet()) {
      if (!known.contains(name) && !Settings.OPTIONS.contains(name)) {
        throw new Complaint("Unknown option " + name + ". See ./run help");
      }
    }
    if (words.size() > maxWords) {
      throw new Complaint("Do not know what to do with '" + words.get(maxWords) + "'.");
    }
  }
}
