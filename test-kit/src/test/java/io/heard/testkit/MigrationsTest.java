package io.heard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A migration must leave the replicas of the version before it working: nothing they read goes
 * away, and nothing they write is refused. What has to go goes one release later.
 */
class MigrationsTest {

  private static final List<Path> FOLDERS =
      List.of(
          Path.of("..", "service-kit/src/main/resources/db/kit"),
          Path.of("..", "customer-service/src/main/resources/db/migration"),
          Path.of("..", "ticket-service/src/main/resources/db/migration"),
          Path.of("..", "notification-service/src/main/resources/db/migration"));

  /** Drops what a migration before it made in the same version: no replica of another knows it. */
  private static final String WITHIN_ONE_VERSION = "V86__report_sums.sql";

  private static final Pattern TAKES_AWAY =
      Pattern.compile("\\bdrop\\s+(table|column|view|sequence|schema|type)\\b|\\brename\\b");
  private static final Pattern CHANGES_TYPE =
      Pattern.compile("\\balter\\s+column\\s+\\w+\\s+(set\\s+data\\s+)?type\\b");
  private static final Pattern DEMANDS =
      Pattern.compile("\\balter\\s+column\\s+\\w+\\s+set\\s+not\\s+null\\b");
  private static final Pattern NEW_COLUMN =
      Pattern.compile("\\badd\\s+column\\s+(?:if\\s+not\\s+exists\\s+)?(\\w+)([^,;]*)");

  @Test
  void everyMigration_isBackwardCompatible() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (Path folder : FOLDERS) {
      try (Stream<Path> all = Files.list(folder)) {
        for (Path file : all.filter(each -> each.toString().endsWith(".sql")).toList()) {
          files++;
          if (file.endsWith(WITHIN_ONE_VERSION)) {
            continue;
          }
          violations(Files.readString(file)).forEach(each -> found.add(file + ": " + each));
        }
      }
    }
    assertThat(files).isGreaterThan(10);
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE a DROP COLUMN b; | true",
        "DROP TABLE a; | true",
        "ALTER TABLE a RENAME COLUMN b TO c; | true",
        "ALTER TABLE a ALTER COLUMN b TYPE text; | true",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL; | true",
        "ALTER TABLE a ADD COLUMN b text NOT NULL; | true",
        "ALTER TABLE a ADD COLUMN b text, ADD COLUMN c text NOT NULL; | true",
        "ALTER TABLE a ADD COLUMN b text NOT NULL DEFAULT ''; | false",
        "ALTER TABLE a ADD COLUMN b text; | false",
        "-- DROP TABLE a; | false",
        "DROP INDEX a; | false"
      })
  void whatIsAndWhatIsNot(String sql, boolean refused) {
    assertThat(violations(sql).isEmpty()).isEqualTo(!refused);
  }

  private static List<String> violations(String migration) {
    String sql =
        migration
            .replaceAll("--[^\n]*", "")
            .replaceAll("(?s)\\$\\$.*?\\$\\$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("'[^']*'", "''");
    List<String> found = new ArrayList<>();
    for (Pattern pattern : List.of(TAKES_AWAY, CHANGES_TYPE, DEMANDS)) {
      pattern.matcher(sql).results().forEach(match -> found.add(match.group()));
    }
    Matcher column = NEW_COLUMN.matcher(sql);
    while (column.find()) {
      String definition = column.group(2);
      if (definition.contains("not null") && !definition.contains("default")) {
        found.add("not null without a default: " + column.group(1));
      }
    }
    return found;
  }
}
