package io.heard.tickets.attachment;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.heard.tickets.attachment.BlobStore.Kind;
import io.heard.tickets.ticket.TicketErased;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files in a directory instead of the database; sweeping of all stores there are. */
@QuarkusTest
@TestProfile(FileStores.class)
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class StoresTest {

  private static final String MEI = Tokens.of("mei", "frontline");

  @Inject AttachmentSettings settings;
  @Inject StoredBlobs blobs;
  @Inject BlobSweep sweep;
  @Inject DiskStore disk;
  @Inject S3Store s3;
  @Inject Event<TicketErased> erased;

  private Bucket bucket;

  @BeforeEach
  void aBucket() {
    bucket = new Bucket(settings.s3().endpoint().orElseThrow());
    bucket.make();
  }

  @AfterEach
  void thePresent() {
    TestClock.get().reset();
    bucket.destroy();
    bucket.close();
  }

  private void put(Kind kind, UUID id, String text) throws IOException {
    if (kind == Kind.DISK) {
      disk.put(id, text(text));
    } else {
      s3.put(id, text.length(), () -> text(text));
    }
  }

  private boolean isIn(Kind kind, UUID id) {
    return kind == Kind.DISK ? onDisk(id) : bucket.has(id);
  }

  private Path directory() {
    return settings.directory().orElseThrow();
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.walk(directory())) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean onDisk(UUID id) {
    return files().stream().anyMatch(file -> file.getFileName().toString().equals(id.toString()));
  }

  private static String ticket() {
    return given()
        .auth()
        .oauth2(MEI)
        .contentType("application/json")
        .body(Map.of("subject", "with a file"))
        .post("/v1/tickets")
        .path("id");
  }

  private static Response add(String ticket, byte[] content, String key) {
    return given()
        .auth()
        .oauth2(MEI)
        .header("Idempotency-Key", key)
        .contentType("text/plain")
        .queryParam("name", "a.txt")
        .body(content)
        .post("/v1/tickets/" + ticket + "/attachments");
  }

  private static ByteArrayInputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void storedOnce_readBack_andGoneWhenErased() {
    String ticket = ticket();
    String key = UUID.randomUUID().toString();
    byte[] content = "Mrs Chen ".repeat(100_000).getBytes(UTF_8);
    int before = files().size();
    Response added = add(ticket, content, key);
    added.then().statusCode(201).body("size", equalTo(content.length));
    add(ticket, content, key).then().statusCode(201).header("Idempotent-Replay", "true");
    assertThat(files()).hasSize(before + 1);
    String path = added.header("Location").replaceFirst("https?://[^/]+", "");
    assertThat(given().auth().oauth2(MEI).get(path).asByteArray()).isEqualTo(content);

    QuarkusTransaction.requiringNew()
        .run(() -> erased.fire(new TicketErased(UUID.fromString(ticket), Set.of(), Set.of())));
    await().atMost(Duration.ofSeconds(30)).until(() -> files().size() == before);
    given().auth().oauth2(MEI).get(path).then().statusCode(410);
  }

  @Test
  void rolledBack_leavesNothing() throws IOException {
    int before = files().size();
    QuarkusTransaction.begin();
    blobs.put(text("never said"));
    QuarkusTransaction.rollback();
    assertThat(files()).hasSize(before);
  }

  /** Killed between the file and its row. */
  @ParameterizedTest
  @EnumSource(names = {"DISK", "S3"})
  void whatACrashLeavesBehind_isSweptInTime_andNothingElse(Kind store) throws IOException {
    UUID orphan = UUID.randomUUID();
    put(store, orphan, "orphan");
    bucket.put("heard/read me", "of somebody else");
    UUID stranger = UUID.randomUUID();
    bucket.put("other/" + stranger, "of somebody else");
    Files.writeString(
        Files.createDirectories(directory().resolve("00")).resolve("read me"), "likewise");
    Path half = Files.createDirectories(directory().resolve("incoming")).resolve("half");
    Files.writeString(half, "ha");
    UUID kept =
        QuarkusTransaction.requiringNew().call(() -> blobs.put(text("Mr Li's picture")).id());
    sweep.orphans();
    assertThat(isIn(store, orphan)).as("it may be on its way still").isTrue();
    TestClock.get().advance(Duration.ofHours(2));
    sweep.orphans();
    sweep.orphans();
    assertThat(isIn(store, orphan)).isFalse();
    assertThat(bucket.has("read me")).isTrue();
    assertThat(bucket.has(stranger)).isTrue();
    assertThat(directory().resolve("00").resolve("read me")).exists();
    assertThat(half).doesNotExist();
    assertThat(onDisk(kept)).isTrue();
    try (var content = blobs.open(kept)) {
      assertThat(new String(content.readAllBytes(), UTF_8)).isEqualTo("Mr Li's picture");
    }
  }

  /** The store of another installation, or a database out of an old backup. */
  @ParameterizedTest
  @EnumSource(names = {"DISK", "S3"})
  void aStoreOfStrangers_isLeftAlone(Kind store) throws IOException {
    List<UUID> strangers = Stream.generate(UUID::randomUUID).limit(150).toList();
    for (UUID stranger : strangers) {
      put(store, stranger, "x");
    }
    TestClock.get().advance(Duration.ofHours(2));
    sweep.orphans();
    assertThat(strangers).allMatch(stranger -> isIn(store, stranger));
    for (UUID stranger : strangers) {
      blobs.store(store).remove(stranger);
    }
  }

  /** What was stored before another store was configured stays readable. */
  @Test
  void whatIsInTheDatabaseStaysReadable() throws IOException {
    UUID old = UUID.randomUUID();
    try (var connection = Database.server().getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO blob (id, size, sha256) VALUES ('%s', 3, encode(sha256('old'), 'hex')); INSERT INTO blob_piece (blob_id, position, data) VALUES ('%s', 0, 'old')"
              .formatted(old, old));
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
    try (var content = blobs.open(old)) {
      assertThat(new String(content.readAllBytes(), UTF_8)).isEqualTo("old");
    }
  }
}
