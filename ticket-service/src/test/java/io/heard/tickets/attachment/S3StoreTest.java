package io.heard.tickets.attachment;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.heard.kit.sql.Sql;
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
import io.restassured.RestAssured;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that were committed with their tickets are carried to S3, whole, and can be had there. */
@QuarkusTest
@TestProfile(FileStores.class)
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class S3StoreTest {

  private static final String MEI = Tokens.of("mei", "frontline");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Inject AttachmentSettings settings;
  @Inject StoredBlobs blobs;
  @Inject DatabasePieces pieces;
  @Inject DiskStore disk;
  @Inject S3Store s3;
  @Inject BlobMover mover;
  @Inject BlobSweep sweep;
  @Inject Sql sql;
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
    // what is in the bucket is gone now, for other tests it never was
    sql.update("UPDATE blob SET store = 'NONE' WHERE store = 'S3'");
  }

  /** A file of a ticket. */
  private record Added(String ticket, UUID blob, String path) {}

  private Added add(byte[] content) {
    String ticket =
        given()
            .auth()
            .oauth2(MEI)
            .contentType("application/json")
            .body(Map.of("subject", "with a file"))
            .post("/v1/tickets")
            .path("id");
    String id =
        given()
            .auth()
            .oauth2(MEI)
            .contentType("image/png")
            .queryParam("name", "leak.png")
            .body(content)
            .post("/v1/tickets/" + ticket + "/attachments")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    UUID blob =
        sql.first(
                "SELECT blob_id FROM attachment WHERE id = ?",
                row -> Sql.uuid(row, "blob_id"),
                UUID.fromString(id))
            .orElseThrow();
    return new Added(ticket, blob, "/v1/tickets/" + ticket + "/attachments/" + id);
  }

  /** As it is while store is DATABASE, or S3 and not carried there yet. */
  private UUID inDatabase(byte[] content) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              UUID id = UUID.randomUUID();
              Digested digested = new Digested(new ByteArrayInputStream(content));
              pieces.put(id, digested);
              sql.update(
                  "INSERT INTO blob (id, size, sha256, store) VALUES (?, ?, ?, 'DATABASE')",
                  id,
                  content.length,
                  digested.digest());
              return id;
            });
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private Kind where(UUID blob) {
    return sql.first(
            "SELECT store FROM blob WHERE id = ?", row -> Kind.valueOf(row.getString(1)), blob)
        .orElseThrow();
  }

  private long pieces(UUID blob) {
    return sql.first(
            "SELECT count(*) FROM blob_piece WHERE blob_id = ?", row -> row.getLong(1), blob)
        .orElseThrow();
  }

  private byte[] read(UUID blob) throws IOException {
    try (InputStream content = blobs.open(blob)) {
      return content.readAllBytes();
    }
  }

  @Test
  void fromDiskToS3_readBackOverHttp_andGoneEverywhereWhenErased() {
    byte[] content = random(3_000_000);
    Added file = add(content);
    mover.move();
    assertThat(where(file.blob())).isEqualTo(Kind.S3);
    assertThat(bucket.has(file.blob())).isTrue();
    given()
        .auth()
        .oauth2(MEI)
        .get(file.path())
        .then()
        .statusCode(200)
        .header("Content-Length", equalTo("3000000"));
    assertThat(given().auth().oauth2(MEI).get(file.path()).asByteArray()).isEqualTo(content);

    QuarkusTransaction.requiringNew()
        .run(
            () ->
                erased.fire(new TicketErased(UUID.fromString(file.ticket()), Set.of(), Set.of())));
    await().atMost(PATIENCE).until(() -> !bucket.has(file.blob()));
    await().atMost(PATIENCE).until(() -> where(file.blob()) == Kind.NONE);
    assertThatThrownBy(() -> disk.open(file.blob()))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
    given().auth().oauth2(MEI).get(file.path()).then().statusCode(410);
  }

  /** Where it was it stays for whoever reads it just then. */
  @Test
  void fromTheDatabaseToS3_underTheEyesOfAReader() throws IOException {
    byte[] content = random(1_000_000);
    UUID id = inDatabase(content);
    try (InputStream reader = blobs.open(id)) {
      byte[] beginning = reader.readNBytes(10);
      mover.move();
      assertThat(where(id)).isEqualTo(Kind.S3);
      assertThat(beginning).isEqualTo(java.util.Arrays.copyOf(content, 10));
      assertThat(reader.readAllBytes()).hasSize(content.length - 10);
    }
    sweep.empty();
    assertThat(pieces(id)).isPositive();
    TestClock.get().advance(Duration.ofHours(2));
    sweep.empty();
    assertThat(pieces(id)).isZero();
    assertThat(read(id)).isEqualTo(content);
    sweep.orphans();
    assertThat(read(id)).isEqualTo(content);
  }

  /** Killed after storing and before the row says so; then erased. Nothing is left of it. */
  @Test
  void erasedHalfwayThere_isSwept() throws IOException {
    UUID id = inDatabase(random(1_000));
    s3.put(id, 1_000, () -> pieces.open(id));
    QuarkusTransaction.requiringNew().run(() -> blobs.empty(id));
    mover.move();
    assertThat(where(id)).isEqualTo(Kind.NONE);
    TestClock.get().advance(Duration.ofHours(2));
    sweep.orphans();
    assertThat(bucket.has(id)).isFalse();
  }

  /** Killed after storing and before the row says so: done again. */
  @Test
  void carriedTwice_isThereOnce() throws IOException {
    byte[] content = random(1_000);
    UUID id = inDatabase(content);
    s3.put(id, 1_000, () -> pieces.open(id));
    mover.move();
    assertThat(where(id)).isEqualTo(Kind.S3);
    assertThat(read(id)).isEqualTo(content);
  }

  /** Mails and forms that wait for a person. */
  @Test
  void whatIsReadWithinTransactions_isNotCarriedAway() {
    UUID near =
        QuarkusTransaction.requiringNew()
            .call(() -> blobs.putNear(new ByteArrayInputStream(new byte[100])).id());
    mover.move();
    assertThat(where(near)).isEqualTo(Kind.DISK);
    assertThat(bucket.has(near)).isFalse();
  }

  /** Files are taken in all the same, and nothing else is concerned. */
  @Test
  void whileS3IsOutOfReach_filesWait_andThoseInItAre503() throws IOException {
    byte[] content = random(10_000);
    Added moved = add(content);
    mover.move();
    bucket.destroy();
    given()
        .auth()
        .oauth2(MEI)
        .get(moved.path())
        .then()
        .statusCode(503)
        .contentType("application/problem+json")
        .header("Retry-After", notNullValue())
        .body("type", equalTo("urn:heard:problem:store-unavailable"));
    Added added = add(content);
    mover.move();
    assertThat(where(added.blob())).isEqualTo(Kind.DISK);
    assertThat(given().auth().oauth2(MEI).get(added.path()).asByteArray()).isEqualTo(content);
    bucket.make();
    mover.move();
    assertThat(where(added.blob())).isEqualTo(Kind.S3);
    assertThat(given().auth().oauth2(MEI).get(added.path()).asByteArray()).isEqualTo(content);
  }

  @Test
  void whatIsNotWhatWasStored_isNeverTakenForIt() throws Exception {
    byte[] content = random(200_000);
    UUID damaged = inDatabase(content);
    sql.update("UPDATE blob SET sha256 = ? WHERE id = ?", "0".repeat(64), damaged);
    Added shorter = add(content);
    Added other = add(content);
    mover.move();
    assertThat(where(damaged)).as("it may still be mended").isEqualTo(Kind.DATABASE);
    String name = shorter.blob().toString();
    bucket.put("heard/" + name.substring(name.length() - 2) + "/" + name, "half of it");
    name = other.blob().toString();
    bucket.put("heard/" + name.substring(name.length() - 2) + "/" + name, "x".repeat(200_000));
    for (HttpClient.Version version : HttpClient.Version.values()) {
      assertThat(got(shorter, version)).isEqualTo("broken off");
      assertThat(got(other, version)).isEqualTo("broken off");
    }
    sql.update("UPDATE blob SET store = 'NONE' WHERE id = ?", damaged);
  }

  private static String got(Added file, HttpClient.Version version) throws InterruptedException {
    HttpRequest get =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + file.path()))
            .version(version)
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + MEI)
            .build();
    try {
      return Integer.toString(
          HttpClient.newHttpClient()
              .send(get, HttpResponse.BodyHandlers.ofByteArray())
              .statusCode());
    } catch (HttpTimeoutException e) {
      return "never ends";
    } catch (IOException e) {
      return "broken off";
    }
  }

  /** It takes the connection and says nothing, and reads nothing after the first bytes. */
  @Test
  void aSilentStore_isGivenUp() throws IOException {
    try (java.net.ServerSocket silent = new java.net.ServerSocket(0)) {
      S3Store store =
          new S3Store(new Impatient(URI.create("http://127.0.0.1:" + silent.getLocalPort())));
      UUID id = UUID.randomUUID();
      assertThatThrownBy(() -> store.open(id)).isInstanceOf(S3Store.Unavailable.class);
      assertThatThrownBy(() -> store.remove(id)).isInstanceOf(S3Store.Unavailable.class);
      assertThatThrownBy(
              () -> store.put(id, 50_000_000, () -> new ByteArrayInputStream(new byte[50_000_000])))
          .isInstanceOf(S3Store.Unavailable.class);
      store.close();
    }
  }

  @Test
  void nobodyThere_isUnavailable() throws IOException {
    int port;
    try (java.net.ServerSocket gone = new java.net.ServerSocket(0)) {
      port = gone.getLocalPort();
    }
    S3Store store = new S3Store(new Impatient(URI.create("http://127.0.0.1:" + port)));
    assertThatThrownBy(
            () ->
                store.put(
                    UUID.randomUUID(), 1, () -> new ByteArrayInputStream("x".getBytes(UTF_8))))
        .isInstanceOf(S3Store.Unavailable.class);
    store.close();
  }

  /** Killed, or a proxy before it that breaks off: tried again soon, and nobody is told 500. */
  @Test
  void aStoreThatHangsUp_isUnavailable() throws IOException {
    try (java.net.ServerSocket rude = new java.net.ServerSocket(0)) {
      new Thread(() -> hangUp(rude)).start();
      S3Store store =
          new S3Store(new Impatient(URI.create("http://127.0.0.1:" + rude.getLocalPort())));
      UUID id = UUID.randomUUID();
      assertThatThrownBy(
              () -> store.put(id, 5_000_000, () -> new ByteArrayInputStream(new byte[5_000_000])))
          .isInstanceOf(S3Store.Unavailable.class)
          .hasMessageContaining("bucket files at http://127.0.0.1:" + rude.getLocalPort());
      assertThatThrownBy(() -> store.open(id)).isInstanceOf(S3Store.Unavailable.class);
      assertThatThrownBy(() -> store.remove(id)).isInstanceOf(S3Store.Unavailable.class);
      store.close();
    }
  }

  private static void hangUp(java.net.ServerSocket server) {
    while (!server.isClosed()) {
      try (java.net.Socket caller = server.accept()) {
        assertThat(caller.getInputStream().read(new byte[100])).isPositive();
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** A file that the disk has lost a part of must not keep all others waiting. */
  @Test
  void aDamagedFile_doesNotHoldUpTheOthers() throws IOException {
    byte[] content = random(100_000);
    UUID damaged = inDatabase(content);
    UUID good = inDatabase(content);
    sql.update("UPDATE blob_piece SET data = substr(data, 1, 10) WHERE blob_id = ?", damaged);

    mover.move();

    assertThat(where(damaged)).as("it may still be mended").isEqualTo(Kind.DATABASE);
    assertThat(bucket.has(damaged)).isFalse();
    assertThat(where(good)).isEqualTo(Kind.S3);
    sql.update("UPDATE blob SET store = 'NONE' WHERE id = ?", damaged);
  }

  /** What an operator has to know. */
  @Test
  void aMissingBucket_isNamed() throws IOException {
    bucket.destroy();
    assertThatThrownBy(
            () -> s3.put(UUID.randomUUID(), 1, () -> new ByteArrayInputStream(new byte[1])))
        .isInstanceOf(S3Store.Unavailable.class)
        .hasMessageContaining("bucket files at " + settings.s3().endpoint().orElseThrow())
        .hasMessageContaining("NoSuchBucket");
    bucket.make();
  }

  /** Of a store that gives up soon. */
  private record Impatient(URI where) implements S3Settings {

    @Override
    public java.util.Optional<String> bucket() {
      return java.util.Optional.of("files");
    }

    @Override
    public java.util.Optional<URI> endpoint() {
      return java.util.Optional.of(where);
    }

    @Override
    public String region() {
      return "us-east-1";
    }

    @Override
    public boolean pathStyle() {
      return true;
    }

    @Override
    public String keyPrefix() {
      return "";
    }

    @Override
    public java.util.Optional<String> accessKey() {
      return java.util.Optional.of("key");
    }

    @Override
    public java.util.Optional<String> secretKey() {
      return java.util.Optional.of("secret");
    }

    @Override
    public Duration connectTimeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration timeout() {
      return Duration.ofMillis(500);
    }

    @Override
    public Duration uploadTimeout() {
      return Duration.ofSeconds(2);
    }
  }
}
