package io.heard.customers.demand;

import io.heard.customers.access.Access;
import io.heard.customers.customer.Customer;
import io.heard.customers.customer.CustomerApi;
import io.heard.customers.customer.Customers;
import io.heard.customers.demand.Rows.Answers;
import io.heard.customers.demand.Rows.Question;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads what is known of a customer's demands. What was noted under ids that were merged into the
 * customer belongs to it, and what their people ask for belongs to organisations.
 */
@ApplicationScoped
class Overviews {

  private static final int MOST_DEMANDS = 50;
  private static final int MOST_PROMISES = 50;
  private static final int MOST_QUESTIONS = 50;
  private static final int MOST_EXCHANGES = 20;

  @Inject DataSource dataSource;
  @Inject Customers customers;
  @Inject Access access;

  /** Whose demands, and of them only those logged through a client; null for all. */
  private record Whose(UUID[] ids, String client) {

    /** Sets the parameters that {@link #condition} has. */
    int bind(PreparedStatement statement, int before) throws SQLException {
      statement.setArray(before + 1, statement.getConnection().createArrayOf("uuid", ids));
      if (client == null) {
        return before + 1;
      }
      statement.setString(before + 2, client);
      return before + 2;
    }

    /** For two of these conditions. */
    int bindTwice(PreparedStatement statement, int before) throws SQLException {
      return bind(statement, bind(statement, before));
    }

    /** On demand {@code d}, and on the table that is read by customer. */
    String condition(String table) {
      return table + ".customer_id = ANY (?)" + throughClient();
    }

    private String throughClient() {
      return client == null ? "" : " AND d.client = ?";
    }

    /**
     * The first of all in an order of which each id has an index: only the first of each id are
     * read, however many there are.
     *
     * @param ofOne those of {@code whose.id}, with demand {@code d}
     */
    String first(String ofOne, String order, int most) {
      String inOrder = " ORDER BY " + order + " LIMIT " + most;
      return "SELECT l.* FROM unnest(?) AS whose (id) CROSS JOIN LATERAL ("
          + ofOne
          + throughClient()
          + inOrder
          + ") AS l"
          + inOrder;
    }
  }

  OverviewApi.Overview of(Customer customer) {
    CustomerApi.Customer view = customer.view();
    Whose whose = new Whose(customers.familyAndPeople(customer), access.onlyClient().orElse(null));
    Question<OverviewApi.Totals> totals = totals(whose);
    Question<OverviewApi.Demand> open = open(whose);
    Question<OverviewApi.Promise> promises = promises(whose);
    Question<OverviewApi.Question> questions = questions(whose);
    Question<OverviewApi.Exchange> exchanges = exchanges(whose);
    Question<OverviewApi.Verdict> verdict = lastVerdict(whose);
    Answers answers = Rows.ask(dataSource, totals, open, promises, questions, exchanges, verdict);
    return new OverviewApi.Overview(
        access.seesContacts() ? view : view.masked(),
        answers.to(totals).get(0),
        answers.to(open),
        answers.to(promises),
        answers.to(questions),
        answers.to(exchanges),
        answers.to(verdict).stream().findFirst().orElse(null));
  }

  private static Question<OverviewApi.Totals> totals(Whose whose) {
    return new Question<>(
        "SELECT count(*) AS total, count(*) FILTER (WHERE open) AS open, coalesce(sum(came_back) FILTER (WHERE open), 0) AS came_back,"
            + " count(*) FILTER (WHERE satisfied) AS satisfied, count(*) FILTER (WHERE NOT satisfied) AS dissatisfied,"
            + " (SELECT count(*) FROM demand_promise p JOIN demand d USING (ticket_id) WHERE "
            + whose.condition("p")
            + " AND p.state = 'BROKEN') AS broken FROM demand d WHERE "
            + whose.condition("d"),
        whose::bindTwice,
        row ->
            new OverviewApi.Totals(
                row.getInt("total"),
                row.getInt("open"),
                row.getInt("came_back"),
                row.getInt("satisfied"),
                row.getInt("dissatisfied"),
                row.getInt("broken")));
  }

  private static Question<OverviewApi.Demand> open(Whose whose) {
    return new Question<>(
        whose.first(
            "SELECT * FROM demand d WHERE d.customer_id = whose.id AND open",
            "next_due_at NULLS LAST, ticket_id",
            MOST_DEMANDS),
        whose::bind,
        row ->
            new OverviewApi.Demand(
                row.getObject("ticket_id", UUID.class),
                row.getObject("customer_id", UUID.class),
                row.getString("number"),
                row.getString("subject"),
                row.getString("kind"),
                row.getString("priority"),
                row.getString("state"),
                new OverviewApi.Owner(row.getString("owner_team"), row.getString("owner_person")),
                row.getString("receiver"),
                row.getTimestamp("logged_at").toInstant(),
                nextDue(row),
                row.getInt("came_back")));
  }

  private static OverviewApi.Due nextDue(ResultSet row) throws SQLException {
    Timestamp at = row.getTimestamp("next_due_at");
    return at == null ? null : new OverviewApi.Due(row.getString("next_due_kind"), at.toInstant());
  }

  private static Question<OverviewApi.Promise> promises(Whose whose) {
    return new Question<>(
        whose.first(
            "SELECT p.* FROM demand_promise p JOIN demand d USING (ticket_id) WHERE p.customer_id = whose.id"
                + " AND p.state IN ('OPEN', 'BROKEN') AND p.owed AND d.open",
            "due, ticket_id, id",
            MOST_PROMISES),
        whose::bind,
        row ->
            new OverviewApi.Promise(
                row.getObject("ticket_id", UUID.class),
                row.getObject("customer_id", UUID.class),
                row.getString("what"),
                instant(row, "due"),
                row.getString("state").equals("BROKEN")));
  }

  /** What to ask whoever of them is at the phone. */
  private static Question<OverviewApi.Question> questions(Whose whose) {
    return new Question<>(
        "SELECT q.*, d.number FROM demand_question q JOIN demand d USING (ticket_id) WHERE "
            + whose.condition("q")
            + " ORDER BY q.asked_at, q.id LIMIT "
            + MOST_QUESTIONS,
        whose::bind,
        row ->
            new OverviewApi.Question(
                row.getObject("id", UUID.class),
                row.getString("text"),
                instant(row, "asked_at"),
                row.getObject("ticket_id", UUID.class),
                row.getString("number"),
                row.getObject("customer_id", UUID.class)));
  }

  /** What was said last, in either direction, newest first. */
  private static Question<OverviewApi.Exchange> exchanges(Whose whose) {
    return new Question<>(
        whose.first(
            "SELECT e.*, d.number FROM exchange e JOIN demand d USING (ticket_id) WHERE e.customer_id = whose.id",
            "at DESC, ticket_id, sequence DESC",
            MOST_EXCHANGES),
        whose::bind,
        row ->
            new OverviewApi.Exchange(
                instant(row, "at"),
                row.getBoolean("from_customer")
                    ? OverviewApi.Direction.FROM_CUSTOMER
                    : OverviewApi.Direction.TO_CUSTOMER,
                row.getString("channel"),
                row.getString("text"),
                row.getObject("ticket_id", UUID.class),
                row.getString("number"),
                row.getObject("customer_id", UUID.class)));
  }

  private static Question<OverviewApi.Verdict> lastVerdict(Whose whose) {
    return new Question<>(
        whose.first(
            "SELECT * FROM demand d WHERE d.customer_id = whose.id AND confirmed_at IS NOT NULL",
            "confirmed_at DESC",
            1),
        whose::bind,
        row ->
            new OverviewApi.Verdict(
                instant(row, "confirmed_at"),
                row.getBoolean("satisfied"),
                row.getString("comment"),
                row.getObject("ticket_id", UUID.class),
                row.getObject("customer_id", UUID.class)));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
