package io.heard.tickets.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.tickets.search.SearchQuery;
import io.heard.tickets.search.SearchSample;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database does for the first page of the usual lists, with tickets enough to matter. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ListPlanTest {

  private static final int TICKETS = 20_000;

  /**
   * Columns of a ticket for {@code i} from 1 on: 100 teams, people and receivers, 2 % open. They
   * are the newest and the first due of all, whatever other classes have left: a page need not pass
   * by theirs.
   */
  private static final String FILL =
      "INSERT INTO ticket (id, version, head_hash, receipt_hash, number, state, channel, kind, stage, subject, impact, urgency, priority,"
          + " tags, custom_fields, customer_id, customer_link, receiver, owner_team, owner_person, client, logged_at, updated_at, due_at, breached)"
          + " SELECT uuidv7(interval '50 years' + interval '1 second' * i), 1, '', '', 'X-' || i, CASE WHEN i %% 50 = 0 THEN 'IN_PROGRESS' ELSE 'CLOSED' END, 'PHONE',"
          + " 'REQUEST', 'AFTER_SALE', 'bulk ' || md5(i::text), 'LOW', 'LOW', 'P' || (1 + i %% 4), ARRAY['t' || i %% 200], '{}',"
          + " ('00000000-0000-7000-8000-' || lpad((i %% 500)::text, 12, '0'))::uuid, 'LINKED', 'r' || i %% 100, 'bulk' || i %% 100, 'p' || i %% 100,"
          + " 'c' || i %% 100, now(), now(), CASE WHEN i %% 50 = 0 THEN timestamptz '2001-01-01Z' + interval '1 second' * i END, i %% 500 = 0"
          + " FROM generate_series(1, %1$d) AS i";

  @Inject SearchSample sample;

  @BeforeAll
  static void fill() throws SQLException {
    Api.execute(FILL.formatted(TICKETS));
    // also empties the list of index entries that are still to be sorted in
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Api.count("SELECT count(*) FROM ticket_changed") == 0);
    Api.execute("VACUUM ANALYZE ticket");
    Api.execute("VACUUM ANALYZE ticket_text");
  }

  @AfterAll
  static void empty() throws SQLException {
    Api.execute("DELETE FROM ticket_text USING ticket WHERE id = ticket_id AND number LIKE 'X-%'");
    Api.execute("DELETE FROM ticket WHERE number LIKE 'X-%'");
    Api.execute("ANALYZE ticket");
  }

  @ParameterizedTest
  @CsvSource({
    "'', -logged",
    "'', due",
    "'', priority",
    "state=IN_PROGRESS, -logged",
    "state=IN_PROGRESS, due",
    "team=bulk7, -logged",
    "team=bulk7, due",
    "team=bulk7&state=IN_PROGRESS, due",
    "team=bulk7&state=ACKNOWLEDGED, due",
    "owner=p7, -logged",
    "owner=p7, due",
    "owner=p7&state=ACKNOWLEDGED, due",
    "receiver=r7, -logged",
    "customer=00000000-0000-7000-8000-000000000007, -logged",
    "breached=true, -logged",
    "breached=true, due",
    "priority=P1, -logged",
    "tag=t7, -logged",
    "dueBefore=2999-01-01T00:00:00Z, due",
    "q=bulk, -logged",
    "q=bulk 3f2a, -logged",
    "q=bulk&team=bulk7, -logged",
  })
  void theFirstPageReadsFewRows(String query, String sort) throws SQLException {
    Map<String, Long> plan = firstPage(filter(query), sort);
    assertThat(plan.get("seq scans")).as("%s%n%s", query, plan).isZero();
    assertThat(plan.get("blocks")).as("%s%n%s", query, plan).isLessThan(1_500);
  }

  /** Each has 200 tickets, every one in a block of its own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "team=bulk7",
        "owner=p7",
        "team=bulk7&state=CLOSED",
        "owner=p7&state=CLOSED&state=RESOLVED"
      })
  void whatIsOwedFirst_isReadInOrder(String query) throws SQLException {
    assertThat(firstPage(filter(query), "due").get("blocks")).isLessThan(150);
  }

  @Test
  void ofWordsThatManyHave_theTextsAreGoneThrough_andOnlyTheTicketsShownAreRead() {
    assertThat(Tickets.statement(filter("q=bulk"), TicketSort.NEWEST, 51))
        .startsWith("SELECT ticket.* FROM (SELECT x.ticket_id AS id FROM ticket_text x");
    assertThat(Tickets.statement(filter("q=bulk&team=bulk7"), TicketSort.NEWEST, 51))
        .startsWith("SELECT * FROM ticket WHERE");
  }

  @Test
  void weighingReadsOnlyTheTextsItWeighs() throws SQLException {
    Map<String, Long> plan = weighed("q=bulk");
    assertThat(plan.get("seq scans")).as("%s", plan).isZero();
    assertThat(plan.get("blocks")).as("%s", plan).isLessThan(400);
    plan = weighed("q=bulk&team=bulk7");
    assertThat(plan.get("seq scans")).as("%s", plan).isZero();
    assertThat(plan.get("blocks")).as("%s", plan).isLessThan(1_500);
  }

  /** Whatever the database believes of words of which it knows the beginning only. */
  @Test
  void whatOneTicketHas_isFoundWithoutReadingTheOthers() throws SQLException {
    String one = Api.text("SELECT substr(subject, 6) FROM ticket WHERE number = 'X-77'");
    for (String query : List.of("q=" + one, "q=bulk " + one, "q=" + one + "&team=bulk77")) {
      for (String sort : List.of("-logged", "due", "priority")) {
        Map<String, Long> plan = firstPage(filter(query), sort);
        assertThat(plan.get("seq scans")).as("%s %s%n%s", query, sort, plan).isZero();
        assertThat(plan.get("blocks")).as("%s %s%n%s", query, sort, plan).isLessThan(100);
      }
      assertThat(weighed(query).get("blocks")).as(query).isLessThan(100);
      assertThat(asked(query + "&sort=relevance")).containsExactly("X-77");
      assertThat(asked(query)).containsExactly("X-77");
    }
  }

  @Test
  void whatMostHave_isFound_theNewestFirst() {
    assertThat(sample.isCommon(SearchQuery.of("bulk"))).isTrue();
    assertThat(asked("q=bulk&limit=3")).containsExactly("X-20000", "X-19999", "X-19998");
    JsonPath first = Api.as(Api.MEI).get("/v1/tickets?q=bulk&limit=3").jsonPath();
    assertThat(asked("q=bulk&limit=3&after=" + first.getString("next")))
        .containsExactly("X-19997", "X-19996", "X-19995");
    assertThat(asked("q=bulk&sort=relevance&limit=3"))
        .containsExactly("X-20000", "X-19999", "X-19998");
    assertThat(asked("q=bulk&sort=relevance&limit=200")).hasSize(200).doesNotHaveDuplicates();
    assertThat(asked("q=bulk&team=bulk7&limit=2")).containsExactly("X-19907", "X-19807");
    assertThat(asked("q=bulk&team=bulk7&sort=relevance&limit=2"))
        .containsExactly("X-19907", "X-19807");
  }

  private static List<String> asked(String query) {
    return Api.as(Api.MEI)
        .get("/v1/tickets?" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("items.number");
  }

  private Map<String, Long> weighed(String query) throws SQLException {
    TicketFilter filter = filter(query);
    return explain(
        filled(TicketRanking.statement(filter, filter.search(), false, 51), filter.parameters()));
  }

  private static Map<String, Long> firstPage(TicketFilter filter, String sort) throws SQLException {
    return explain(filled(Tickets.statement(filter, TicketSort.of(sort), 51), filter.parameters()));
  }

  private TicketFilter filter(String query) {
    MultivaluedHashMap<String, String> parameters = new MultivaluedHashMap<>();
    Arrays.stream(query.split("&"))
        .filter(part -> !part.isEmpty())
        .map(part -> part.split("=", 2))
        .forEach(part -> parameters.add(part[0], part[1]));
    TicketFilter filter = TicketFilter.of(parameters);
    boolean common = filter.search() != null && sample.isCommon(filter.search());
    return common ? filter.searchIsCommon() : filter;
  }

  private static String filled(String sql, List<?> parameters) {
    String filled = sql;
    for (Object parameter : parameters) {
      filled = filled.replaceFirst("\\?", Matcher.quoteReplacement("'" + parameter + "'"));
    }
    return filled;
  }

  private static Map<String, Long> explain(String sql) throws SQLException {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("EXPLAIN (ANALYZE, BUFFERS, FORMAT TEXT) " + sql)) {
      long scans = 0;
      long blocks = -1;
      while (row.next()) {
        String line = row.getString(1);
        scans += line.contains("Seq Scan on ticket") ? 1 : 0;
        if (blocks < 0 && line.contains("Buffers:")) {
          blocks =
              Arrays.stream(line.replaceAll("[^0-9 ]", " ").trim().split(" +"))
                  .mapToLong(Long::parseLong)
                  .sum();
        }
      }
      return Map.of("seq scans", scans, "blocks", blocks);
    }
  }
}
