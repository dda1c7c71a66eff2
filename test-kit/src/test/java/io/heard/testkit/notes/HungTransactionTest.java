package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heard.kit.problem.Passing;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** A replica hangs in the middle of a transaction: what it has locked is not locked for good. */
@QuarkusTest
class HungTransactionTest extends KitTest {

  private static final String OPTIONS =
      "quarkus.datasource.jdbc.additional-jdbc-properties.options";

  @Test
  void endsAndIsAnOutage_forWhoHung_andItsLocksAreFree() throws SQLException {
    sql("INSERT INTO audit_mark (name, value) VALUES ('hung', '1')");
    try (Connection hung = dataSource.getConnection();
        Statement statement = hung.createStatement()) {
      hung.setAutoCommit(false);
      statement.execute("SET LOCAL idle_in_transaction_session_timeout = '500ms'");
      statement.execute("UPDATE audit_mark SET value = '2' WHERE name = 'hung'");

      assertThat(sql("UPDATE audit_mark SET value = '3' WHERE name = 'hung'")).isOne();

      Throwable told = catchThrowable(() -> statement.execute("SELECT 1"));
      assertThat(Passing.isOutage(told)).as("%s", told).isTrue();
      assertThat(Passing.isContention(told)).isFalse();
      // the pool must not keep it
      hung.abort(Runnable::run);
    }
    assertThat(query("SELECT value FROM audit_mark WHERE name = 'hung'")).containsExactly("3");
    sql("DELETE FROM audit_mark WHERE name = 'hung'");
  }

  @Test
  void eachConnectionHasThatLimit() throws SQLException {
    assertThat(query("SHOW idle_in_transaction_session_timeout")).containsExactly("30s");
  }

  /** The tests have options of their own for connections; these are those of the services. */
  @Test
  void theServicesHaveItToo() {
    List<String> options =
        StreamSupport.stream(ConfigProvider.getConfig().getConfigSources().spliterator(), false)
            .map(source -> source.getValue(OPTIONS))
            .filter(Objects::nonNull)
            .toList();
    assertThat(options)
        .hasSizeGreaterThan(1)
        .allSatisfy(value -> assertThat(value).contains("idle_in_transaction_session_timeout=30s"));
  }
}
