package io.heard.customers.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.hasSize;

import io.heard.customers.ServiceTest;
import io.heard.kit.inbox.Event;
import io.heard.testkit.Database;
import io.heard.testkit.Events;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two first contacts of the same new customer at the same moment are one customer. Each replica
 * consumes in transactions of its own; here they are threads.
 */
@QuarkusTest
class FirstContactRaceTest extends ServiceTest {

  @Inject TicketSubscription subscription;

  private final ExecutorService replicas = Executors.newFixedThreadPool(12);

  @AfterEach
  void stop() {
    replicas.shutdownNow();
  }

  /** Consumes an event and stays before the commit until it is let go. */
  private Future<?> consume(Event event, CountDownLatch applied, CountDownLatch commit) {
    return replicas.submit(
        () ->
            QuarkusTransaction.requiringNew()
                .call(
                    () -> {
                      subscription.apply(event);
                      applied.countDown();
                      commit.await();
                      return null;
                    }));
  }

  private static CountDownLatch open() {
    return new CountDownLatch(0);
  }

  private static void awaitSomebodyWaitsForALock() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              try (Connection connection = Database.server().getPostgresDatabase().getConnection();
                  Statement statement = connection.createStatement();
                  ResultSet row =
                      statement.executeQuery(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND query LIKE 'INSERT INTO contact%'")) {
                row.next();
                return row.getInt(1) == 1;
              }
            });
  }

  private static UUID onlyOwner(String phone) {
    return UUID.fromString(
        mei()
            .queryParam("phone", phone)
            .get("/v1/customers")
            .then()
            .body("items", hasSize(1))
            .extract()
            .path("items[0].id"));
  }

  @Test
  void twoTickets_theSecondWaitsAndMatches() throws Exception {
    String phone = phone();
    Tickets one = Tickets.of("Mrs Chen", phone, null);
    Tickets other = Tickets.of("Chen", phone, email());
    CountDownLatch applied = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);

    Future<?> first = consume(one.next("heard.ticket.logged.v1"), applied, commit);
    applied.await();
    Future<?> second = consume(other.next("heard.ticket.logged.v1"), open(), open());
    awaitSomebodyWaitsForALock();
    commit.countDown();
    first.get();
    second.get();

    List<Events.Seen> events = published(onlyOwner(phone), 2);
    assertThat(events)
        .extracting(Events.Seen::type)
        .containsExactly("heard.customer.registered.v1", "heard.customer.matched.v1");
    assertThat(events.get(0).data().get("ticketId").asText()).isEqualTo(one.id().toString());
    assertThat(events.get(1).data().get("ticketId").asText()).isEqualTo(other.id().toString());
  }

  @Test
  void ticketBehindATicketThatIsRolledBack_registersAfterAll() throws Exception {
    String phone = phone();
    Tickets other = Tickets.of("Chen", phone, null);
    CountDownLatch applied = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    Future<?> first =
        replicas.submit(
            () ->
                QuarkusTransaction.requiringNew()
                    .call(
                        () -> {
                          subscription.apply(
                              Tickets.of("Mrs Chen", phone, null).next("heard.ticket.logged.v1"));
                          applied.countDown();
                          fail.await();
                          throw new IllegalStateException("this replica dies here");
                        }));
    applied.await();
    Future<?> second = consume(other.next("heard.ticket.logged.v1"), open(), open());
    awaitSomebodyWaitsForALock();
    fail.countDown();
    assertThatThrownBy(first::get).hasStackTraceContaining("this replica dies here");
    second.get();

    Events.Seen event = published(onlyOwner(phone), 1).get(0);
    assertThat(event.data().get("ticketId").asText()).isEqualTo(other.id().toString());
  }

  @Test
  void postDuringATicket_isToldWhoseTheContactIs() throws Exception {
    String phone = phone();
    CountDownLatch applied = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    Future<?> ticket =
        consume(
            Tickets.of("Mrs Chen", phone, null).next("heard.ticket.logged.v1"), applied, commit);
    applied.await();
    Future<Response> post =
        replicas.submit(
            () -> post("{\"name\": \"Mrs Chen\", \"phones\": [\"%s\"]}".formatted(phone)));
    awaitSomebodyWaitsForALock();
    commit.countDown();
    ticket.get();

    assertThat(post.get().statusCode()).isEqualTo(409);
    assertThat(post.get().<String>path("customer")).isEqualTo(onlyOwner(phone).toString());
  }

  @Test
  void manyAtOnce_oneCustomerAndOneEventForEachTicket() throws Exception {
    String phone = phone();
    String email = email();
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> tickets = new ArrayList<>();
    List<Future<Response>> posts = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Tickets ticket = Tickets.of("Mrs Chen", phone, i % 2 == 0 ? email : null);
      Event logged = ticket.next("heard.ticket.logged.v1");
      ids.add(ticket.id().toString());
      tickets.add(
          replicas.submit(
              () -> {
                go.await();
                return QuarkusTransaction.requiringNew().call(() -> subscription.apply(logged));
              }));
      posts.add(
          replicas.submit(
              () -> {
                go.await();
                return post(
                    "{\"name\": \"Mrs Chen\", \"phones\": [\"%s\"], \"emails\": [\"%s\"]}"
                        .formatted(phone, email));
              }));
    }
    go.countDown();
    for (Future<?> ticket : tickets) {
      ticket.get();
    }
    int created = 0;
    for (Future<Response> post : posts) {
      assertThat(post.get().statusCode()).isIn(201, 409);
      created += post.get().statusCode() == 201 ? 1 : 0;
    }

    UUID owner = onlyOwner(phone);
    assertThat(created).isLessThanOrEqualTo(1);
    assertThat(published(owner, 6 + created))
        .extracting(event -> event.data().get("ticketId").asText())
        .containsAll(ids);
    assertThat(
            mei()
                .queryParam("email", email)
                .get("/v1/customers")
                .then()
                .extract()
                .<List<String>>path("items.id"))
        .isSubsetOf(owner.toString());
  }

  @Test
  void swappedContacts_neitherLostNorDoubled() throws Exception {
    String one = phone();
    String other = phone();
    UUID first = registerWithPhone("First", one);
    UUID second = registerWithPhone("Second", other);
    List<Future<Response>> swaps =
        List.of(
            replicas.submit(() -> patch(first, "{\"phones\": [\"%s\"]}".formatted(other))),
            replicas.submit(() -> patch(second, "{\"phones\": [\"%s\"]}".formatted(one))));
    for (Future<Response> swap : swaps) {
      assertThat(swap.get().statusCode()).isIn(200, 409);
    }
    for (UUID id : List.of(first, second)) {
      read(id).get("phones").forEach(phone -> assertThat(onlyOwner(phone.asText())).isEqualTo(id));
    }
  }
}
