package io.heard.tickets.attachment;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Contents as objects in a bucket. An object is there whole or not at all. Nothing beyond what
 * every store of this kind understands is used: no checksums in trailers, no chunked signatures, no
 * uploads in parts.
 */
@ApplicationScoped
class S3Store implements BlobStore {

  private static final int HEX_OF_FOLDER = 2;
  private static final int TOO_LARGE = 413;

  private final S3Settings settings;
  private S3Client client;

  @Inject
  S3Store(AttachmentSettings settings) {
    this(settings.s3());
  }

  S3Store(S3Settings settings) {
    this.settings = settings;
  }

  /** Whatever keeps the store from doing as it is told; it may go away by itself. */
  static final class Unavailable extends IOException {

    private static final long serialVersionUID = 1L;

    private Unavailable(String message, RuntimeException cause) {
      super(message, cause);
    }
  }

  /** The SDK's HTTP client lets a connection that ends too early out as it is, unwrapped. */
  private Unavailable unavailable(RuntimeException cause) {
    return new Unavailable(said(cause), cause);
  }

  /** What an operator has to know to mend it: which bucket, where, and the store's own code. */
  private String said(RuntimeException cause) {
    return "The S3 store (bucket "
        + bucket()
        + settings.endpoint().map(where -> " at " + where).orElse(" of Amazon")
        + "): "
        + code(cause).map(code -> code + ": ").orElse("")
        + cause.getMessage();
  }

  private static Optional<String> code(RuntimeException cause) {
    return cause instanceof AwsServiceException answer
        ? Optional.ofNullable(answer.awsErrorDetails()).map(AwsErrorDetails::errorCode)
        : Optional.empty();
  }

  private static boolean isTooLarge(RuntimeException cause) {
    return cause instanceof AwsServiceException answer
        && (answer.statusCode() == TOO_LARGE
            || code(cause).filter("EntityTooLarge"::equals).isPresent());
  }

  @Override
  public Kind kind() {
    return Kind.S3;
  }

  @Override
  public boolean configured() {
    return settings.bucket().isPresent();
  }

  private String bucket() {
    return settings
        .bucket()
        .orElseThrow(
            () -> new IllegalStateException("heard.attachments.s3.bucket is not configured"));
  }

  /** The last digits of a UUIDv7 are random: keys spread evenly over the store's partitions. */
  private String key(UUID id) {
    String name = id.toString();
    return settings.keyPrefix() + name.substring(name.length() - HEX_OF_FOLDER) + "/" + name;
  }

  /** Made when it is first needed: where S3 is not used it costs nothing. */
  private synchronized S3Client client() {
    if (client == null) {
      S3ClientBuilder builder =
          S3Client.builder()
              .region(Region.of(settings.region()))
              .forcePathStyle(settings.pathStyle())
              .credentialsProvider(credentials())
              .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
              .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
              .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
              .overrideConfiguration(calls -> calls.apiCallTimeout(settings.timeout()))
              .httpClientBuilder(
                  UrlConnectionHttpClient.builder()
                      .connectionTimeout(settings.connectTimeout())
                      .socketTimeout(settings.timeout()));
      settings.endpoint().ifPresent(builder::endpointOverride);
      client = builder.build();
    }
    return client;
  }

  private AwsCredentialsProvider credentials() {
    return settings.accessKey().isPresent() && settings.secretKey().isPresent()
        ? StaticCredentialsProvider.create(
            AwsBasicCredentials.create(settings.accessKey().get(), settings.secretKey().get()))
        : DefaultCredentialsProvider.builder().build();
  }

  @PreDestroy
  synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  /**
   * Stores a content without holding it in memory; when this returns it is there for good.
   *
   * @param content read once or twice, and again for each time the SDK tries again
   * @throws Unavailable when it may be tried again, and others need not be tried now
   * @throws IOException when the fault is this content's: it cannot be read, or is too large
   */
  void put(UUID id, long size, Supplier<InputStream> content) throws IOException {
    String bucket = bucket();
    Reading reading = new Reading(content);
    try (reading) {
      client()
          .putObject(
              put ->
                  put.bucket(bucket)
                      .key(key(id))
                      .overrideConfiguration(call -> call.apiCallTimeout(settings.uploadTimeout())),
              RequestBody.fromContentProvider(reading, size, "application/octet-stream"));
    } catch (SdkException | UncheckedIOException e) {
      reading.refuseBroken();
      if (isTooLarge(e)) {
        throw new IOException(said(e), e);
      }
      throw unavailable(e);
    }
  }

  /** Opens a content as often as the SDK begins anew, and sees to it that all are closed. */
  private static final class Reading implements ContentStreamProvider, Closeable {

    private final Supplier<InputStream> content;
    private InputStream opened = InputStream.nullInputStream();
    private IOException broken;

    private Reading(Supplier<InputStream> content) {
      this.content = content;
    }

    @Override
    public InputStream newStream() {
      try {
        opened.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      try {
        opened = new Noting(content.get());
      } catch (UncheckedIOException e) {
        broken = e.getCause();
        throw e;
      }
      return opened;
    }

    /** The SDK takes a content that cannot be read for a store that cannot be written. */
    void refuseBroken() throws IOException {
      if (broken != null) {
        throw new IOException("The content cannot be read: " + broken.getMessage(), broken);
      }
    }

    private final class Noting extends FilterInputStream {

      private Noting(InputStream content) {
        super(content);
      }

      @Override
      public int read() throws IOException {
        try {
          return super.read();
        } catch (IOException e) {
          broken = e;
          throw e;
        }
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
          return super.read(buffer, offset, length);
        } catch (IOException e) {
          broken = e;
          throw e;
        }
      }
    }

    @Override
    public void close() throws IOException {
      opened.close();
    }
  }

  @Override
  public InputStream open(UUID id) throws IOException {
    String bucket = bucket();
    try {
      return client().getObject(get -> get.bucket(bucket).key(key(id)));
    } catch (NoSuchKeyException e) {
      NoSuchFileException missing = new NoSuchFileException(bucket + "/" + key(id));
      missing.initCause(e);
      throw missing;
    } catch (SdkException | UncheckedIOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void remove(UUID id) throws IOException {
    String bucket = bucket();
    try {
      client().deleteObject(delete -> delete.bucket(bucket).key(key(id)));
    } catch (SdkException | UncheckedIOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void olderThan(Instant time, Consumer<UUID> each) throws IOException {
    String bucket = bucket();
    try {
      for (S3Object object :
          client()
              .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(settings.keyPrefix()))
              .contents()) {
        if (object.lastModified().isBefore(time)) {
          id(object.key()).ifPresent(each);
        }
      }
    } catch (SdkException | UncheckedIOException e) {
      throw unavailable(e);
    }
  }

  /** Empty for what others keep under the prefix. */
  private Optional<UUID> id(String key) {
    return BlobNames.id(key.substring(key.lastIndexOf('/') + 1)).filter(id -> key(id).equals(key));
  }
}
