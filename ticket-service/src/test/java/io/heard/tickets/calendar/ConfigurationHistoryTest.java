package io.heard.tickets.calendar;

import static io.heard.tickets.calendar.CalendarRequests.create;
import static io.heard.tickets.calendar.CalendarRequests.unique;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = Database.class, restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = false)
class ConfigurationHistoryTest {
  @Inject DataSource dataSource;

  @Test
  void database_refusesToRewriteHistory() throws SQLException {
    create(unique("history"));
    List<String> rewrites =
        List.of(
            "UPDATE calendar_version SET changed_by = 'eve'",
            "DELETE FROM calendar_version",
            "DELETE FROM calendar",
            "UPDATE sla_policy_version SET changed_by = 'eve'",
            "DELETE FROM sla_policy_version",
            "DELETE FROM sla_policy",
            "UPDATE sla_policy SET definition = jsonb_set(definition, '{active}', 'false') WHERE built_in");
    for (String sql : rewrites) {
      try (Connection connection = dataSource.getConnection();
          Statement statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .isInstanceOf(SQLException.class)
            .hasMessageMatching("(?s).*(is append-only|built_in_policies_stay_active).*");
      }
    }
  }
}
